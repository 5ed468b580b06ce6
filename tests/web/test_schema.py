"""The API does what its OpenAPI description says: schemathesis finds nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.web.conftest import Site


def test_schemathesis_finds_nothing(site: Site, tmp_path: Path) -> None:
    """Examples, edge cases, wrong and right data for every route, with every check it has."""
    tool = Path(sys.executable).with_name("schemathesis")
    run = subprocess.run(
        [tool, "run", f"{site.url}/api/openapi.json", "-n", "15", "--seed", "7", "--exclude-path", "/api/reload"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-1000:]


def test_every_route_says_how_it_fails(site: Site) -> None:
    problem = {"$ref": "#/components/schemas/ProblemBody"}
    described = site.client().get("/api/openapi.json").json()
    assert len(described["paths"]) >= 10
    for path, methods in described["paths"].items():
        for method, route in methods.items():
            for status, response in route["responses"].items():
                if status >= "400" and path != "/healthz":
                    assert response["content"]["application/json"]["schema"] == problem, (method, path, status)


def test_the_documentation_is_served_from_here(site: Site) -> None:
    page = site.client().get("/api/docs").text
    assert "swagger-ui" in page and "https://" not in page
