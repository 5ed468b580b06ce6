"""How many people it bears: ``python -m assistant.web.load`` starts a server here and asks it for a while.

Each of the users asks, waits a moment, and asks again. Only 127.0.0.1 is asked, for at most ten minutes.
"""

from __future__ import annotations

import argparse
import random
import socket
import statistics
import subprocess
import sys
import threading
import time

import httpx

_QUESTIONS = (
    "Ai báo cáo cho ai, trước ngày nào?",
    "{} phải làm gì?",
    "{} báo cáo khi nào?",
    "Chỉ tiêu {} đến năm 2025 là bao nhiêu?",
    "chi tieu {} den nam 2025",
    "Cơ quan nào giữ vai trò thường trực?",
    "Thủ tục {} gồm những bước nào?",
    "Ai được hưởng {}?",
    "kinh phi {} lay tu dau",
)
_MOST_SECONDS = 600


def main() -> None:
    """Run the check and print its figures; exit 1 when anything failed."""
    parser = argparse.ArgumentParser(description="Đo tải của trang hỏi đáp trên chính máy này.")
    parser.add_argument("--users", type=int, default=25, help="số người hỏi cùng lúc")
    parser.add_argument("--seconds", type=int, default=60, help="hỏi trong bao lâu")
    parser.add_argument("--pause", type=float, default=2.0, help="mỗi người nghỉ bao lâu giữa hai câu (giây)")
    given = parser.parse_args()
    seconds = max(1, min(given.seconds, _MOST_SECONDS))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "assistant.cli", "serve", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, server)
        times, errors = ask_for(url, given.users, seconds, given.pause)
    finally:
        server.terminate()
        server.wait(20)
    if not times:
        sys.exit("Không có câu trả lời nào.")
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    print(
        f"{given.users} người, {seconds} giây, nghỉ {given.pause} giây giữa hai câu: {len(times)} câu trả lời, "
        f"{errors} lỗi; trung vị {statistics.median(times):.2f} giây, p95 {p95:.2f} giây, lâu nhất {ordered[-1]:.2f} giây"
    )
    sys.exit(1 if errors else 0)


def ask_for(url: str, users: int, seconds: float, pause: float) -> tuple[list[float], int]:
    """Times of the answers (seconds) and how many requests failed."""
    topics = _topics(url)
    until = time.monotonic() + seconds
    times: list[float] = []
    errors = [0]
    lock = threading.Lock()

    def one(number: int) -> None:
        chance = random.Random(number)
        time.sleep(chance.random() * pause)
        with httpx.Client(base_url=url, timeout=60) as web:
            while time.monotonic() < until:
                question = chance.choice(_QUESTIONS).format(chance.choice(topics))
                began = time.monotonic()
                try:
                    good = web.post("/api/ask", json={"question": question}).status_code == 200
                except httpx.HTTPError:
                    good = False
                with lock:
                    if good:
                        times.append(time.monotonic() - began)
                    else:
                        errors[0] += 1
                time.sleep(pause * (0.5 + chance.random()))

    threads = [threading.Thread(target=one, args=(n,)) for n in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, errors[0]


def _topics(url: str) -> list[str]:
    """Bodies and indicators of the register, so that no two people ask the same for long."""
    rows = httpx.get(f"{url}/api/register/obligations", timeout=60).json()["rows"]
    goals = httpx.get(f"{url}/api/register/targets", timeout=60).json()["rows"]
    names = {b["name"] for r in rows for b in r["bodies"]} | {g["indicator"][:80] for g in goals}
    return sorted(names) or ["kế hoạch"]


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        if server.poll() is not None:
            sys.exit("Máy chủ không mở được.")
        try:
            if httpx.get(f"{url}/healthz", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    sys.exit("Máy chủ không sẵn sàng sau hai phút.")


if __name__ == "__main__":
    main()
