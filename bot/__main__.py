"""`python -m bot` is `reshoot`, for when the script's folder is not on PATH."""

from bot.cli import main

main()
