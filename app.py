"""One process, one port: ``python app.py`` is ``assistant serve``. The groups of people who use it hang here too."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from assistant.web.commands import feedback, user
from corpus.settings import settings

cli = typer.Typer()
cli.add_typer(user)
cli.add_typer(feedback)


@cli.command("serve")
def serve(
    host: Annotated[str, typer.Option(help="Địa chỉ lắng nghe.")] = "",
    port: Annotated[int, typer.Option(help="Cổng.", min=0, max=65535)] = 0,
) -> None:
    """Mở trang hỏi đáp và API."""
    from assistant.web.server import run

    run(settings(), host or settings().host, port or settings().port)


if __name__ == "__main__":
    from assistant.cli import main

    sys.argv.insert(1, "serve")
    main()
