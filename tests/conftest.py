"""For every test: no deadlines, since these machines are noisy."""

from hypothesis import settings

settings.register_profile("reshoot", deadline=None)
settings.load_profile("reshoot")
