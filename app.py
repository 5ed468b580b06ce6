"""One process, one port: ``python app.py`` is ``assistant serve``."""

from __future__ import annotations

from typing import Annotated

import typer

from corpus.settings import settings

cli = typer.Typer()


@cli.command("serve")
def serve(
    host: Annotated[str, typer.Option(help="Địa chỉ lắng nghe.")] = "",
    port: Annotated[int, typer.Option(help="Cổng.")] = 0,
) -> None:
    """Mở trang hỏi đáp."""
    from assistant.web.page import serve as open_page

    open_page(host or settings().host, port or settings().port)


if __name__ == "__main__":
    cli()
