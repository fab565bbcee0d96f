def run_demo(folder, console):
    return 0
