"""How verdicts add up."""

from hypothesis import given
from hypothesis import strategies as st

from bot.campaign import Choice, Policy, State, Verdict, fold

MAYA, JONAS, PRIYA = "maya", "jonas", "priya"


def said(person: str, choice: str, cast: bool = True) -> Verdict:
    return Verdict("r", "v", person, Choice(choice), cast, 0.0)


def test_one_approval_is_enough_by_default_and_may_be_the_requesters() -> None:
    outcome = fold(Policy(), MAYA, [said(MAYA, "approve")])
    assert (outcome.state, outcome.people) == (State.APPROVED, (MAYA,))


def test_a_policy_can_forbid_approving_ones_own_request() -> None:
    policy = Policy(self_approval=False)
    assert fold(policy, MAYA, [said(MAYA, "approve")]).state is State.OPEN
    assert fold(policy, MAYA, [said(JONAS, "approve")]).state is State.APPROVED
    assert fold(policy, MAYA, [said(MAYA, "reject")]).state is State.REJECTED


def test_a_quorum_counts_people_not_votes() -> None:
    policy = Policy(quorum=2)
    assert fold(policy, MAYA, [said(MAYA, "approve")] * 3).state is State.OPEN
    both = [said(MAYA, "approve"), said(JONAS, "approve")]
    assert fold(policy, MAYA, both).people == (MAYA, JONAS)


def test_a_vote_taken_back_no_longer_counts() -> None:
    votes = [said(MAYA, "reject"), said(MAYA, "reject", cast=False)]
    assert fold(Policy(), MAYA, votes).state is State.OPEN


def test_approval_is_for_good() -> None:
    votes = [said(MAYA, "approve"), said(MAYA, "approve", cast=False), said(JONAS, "reject")]
    assert fold(Policy(), MAYA, votes).state is State.APPROVED


verdicts = st.lists(
    st.builds(
        said,
        st.sampled_from([MAYA, JONAS, PRIYA]),
        st.sampled_from(["approve", "reject"]),
        st.booleans(),
    )
)


@given(verdicts, verdicts, st.integers(1, 3))
def test_nothing_that_follows_an_approval_undoes_it(
    before: list[Verdict], after: list[Verdict], quorum: int
) -> None:
    policy = Policy(quorum=quorum)
    if fold(policy, MAYA, before).state is State.APPROVED:
        assert fold(policy, MAYA, before + after) == fold(policy, MAYA, before)


@given(verdicts, st.integers(1, 3))
def test_repeated_events_change_nothing(votes: list[Verdict], quorum: int) -> None:
    policy = Policy(quorum=quorum)
    doubled = [vote for vote in votes for _ in range(2)]
    assert fold(policy, MAYA, doubled) == fold(policy, MAYA, votes)
