"""How many people's raw answers stand in an array: a row a person, a column a question."""

import numpy as np
from numpy.typing import NDArray

# Below every value that a scale may have.
BLANK = -30_000
NOT_APPLICABLE = -29_999

Answers = NDArray[np.int16]
