"""How many people's raw answers stand in an array: a row a person, a column a question."""

import numpy as np
from numpy.typing import NDArray

# Below every value that a scale may have.
BLANK = -30_000
NOT_APPLICABLE = -29_999

# Two bytes an answer: a hundred thousand people with 42 statements fit in 8 MB.
Answers = NDArray[np.int16]
