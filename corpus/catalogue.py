"""STUB to be replaced."""

from dataclasses import dataclass

from corpus.model import Entry


@dataclass(frozen=True)
class Catalogue:
    entries: tuple[Entry, ...] = ()

    @classmethod
    def load(cls) -> "Catalogue":
        return cls(
            (
                Entry(id="ke-hoach-dak-nong", short="Kế hoạch", kind="Kế hoạch", title="Kế hoạch tiếp tục"),
                Entry(
                    id="nghi-dinh-20-2021-nd-cp",
                    short="Nghị định 20/2021/NĐ-CP",
                    number="20/2021/NĐ-CP",
                    kind="Nghị định",
                ),
            )
        )

    def get(self, i: str) -> Entry | None:
        return next((e for e in self.entries if e.id == i), None)

    find = get
