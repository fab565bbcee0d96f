"""`baosong demo`: the whole service on an embedded mailbox with sample mails."""

from pathlib import Path
from typing import Annotated

import typer

from config.cli.app import ConfigOption, DataOption, app, out
from config.demo.run import run_demo
from config.demo.serving import serve_demo

FOLDER = Path("baosong-demo")


@app.command()
def demo(
    context: typer.Context,
    serve: Annotated[bool, typer.Option("--serve", help="在浏览器里看一个进行到一半的征集，按Ctrl-C结束")] = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """演示：内置邮箱、样信、真实的服务；结果在./baosong-demo，不留其他东西。"""
    del context, config, data
    return serve_demo(FOLDER, out) if serve else run_demo(FOLDER, out)
