"""The pages of programs (`programs`) and of one's own tokens (`own`), the token endpoint (`oauth`)."""
