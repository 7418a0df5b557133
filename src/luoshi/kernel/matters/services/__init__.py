"""The verbs of matters: raise, claim, take a step, and what happens by the clock."""

from luoshi.kernel.matters.services.raising import claim, prove, raise_matter
from luoshi.kernel.matters.services.stepping import take_step

__all__ = ["claim", "prove", "raise_matter", "take_step"]
