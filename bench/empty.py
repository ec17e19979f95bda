"""The empty Flask page against which requests are measured."""

from flask import Flask

app = Flask(__name__)


@app.get("/healthz")
def empty() -> str:
    return ""
