"""Weights by name: where they lie, what is missing, and how to get it. Nothing imports torch."""

from inference.models.catalogue import File as File
from inference.models.catalogue import Model as Model
from inference.models.catalogue import catalogue as catalogue
from inference.models.check import Finding as Finding
from inference.models.check import State as State
from inference.models.check import verify as verify
from inference.models.folder import folder as folder
from inference.models.pulling import Pulled as Pulled
from inference.models.pulling import pull as pull
from inference.models.pulling import remove as remove
from inference.models.shelf import find as find
from inference.models.shelf import missing as missing
from inference.models.shelf import need as need
from inference.models.transfer import Progress as Progress
