"""Long work in short transactions: nothing that could wait is done while others do."""

import gc

import pytest
from django.db import connection

from accounts.actions.steps import batches, step


@pytest.mark.django_db(transaction=True)
def test_python_looks_for_what_it_can_let_go_of_between_steps_and_not_in_one():
    assert gc.isenabled()

    with step():
        assert connection.in_atomic_block
        assert not gc.isenabled()
    assert gc.isenabled()

    with pytest.raises(ValueError, match="in the middle"), step():
        raise ValueError("in the middle")
    assert gc.isenabled()


@pytest.mark.django_db(transaction=True)
def test_where_it_looks_for_nothing_it_goes_on_so():
    gc.disable()
    try:
        with step():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_batches_hold_all_in_their_order_and_none_too_many():
    assert list(batches(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(batches([], 2)) == []
