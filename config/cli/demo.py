"""`baosong demo`: the whole service on an embedded mailbox with sample mails."""

from pathlib import Path

import typer

from config.cli.app import ConfigOption, DataOption, app, out
from config.demo.run import run_demo

FOLDER = Path("baosong-demo")


@app.command()
def demo(context: typer.Context, config: ConfigOption = None, data: DataOption = None) -> int:
    """演示：内置邮箱、样信、真实的服务；结果在./baosong-demo，不留其他东西。"""
    del context, config, data
    return run_demo(FOLDER, out)
