"""What the pages of question banks and of the learning library answer."""
