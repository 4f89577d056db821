"""`python -m bot.sandbox [PORT]`: the workspace alone, until Ctrl-C."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress

from bot.sandbox.server import Sandbox


def main(port: int = 0, name: str = "Reshoot") -> None:
    """Run a workspace and print what an app needs to join it."""
    with Sandbox(port, name=name) as sandbox, suppress(KeyboardInterrupt):
        print(f"Open {sandbox.url} in a browser. For the app:\n", flush=True)
        print(f"export SLACK_API_URL={sandbox.url}/api/")
        print(f"export SLACK_BOT_TOKEN={sandbox.bot_token}")
        print(f"export SLACK_APP_TOKEN={sandbox.app_token}")
        print(f"export SLACK_SIGNING_SECRET={sandbox.signing_secret}")
        print("\nCtrl-C ends it.", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
