"""What pages say of rounds, as frozen dataclasses."""
