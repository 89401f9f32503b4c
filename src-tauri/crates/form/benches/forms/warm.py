"""Compiles each typst file after the other in one process; prints milliseconds of CPU and wall for each."""

import sys
import time

import typst

fonts, *files = sys.argv[1:]
compiler = typst.Compiler(files[0], font_paths=[fonts], ignore_system_fonts=True)
for file in files:
    cpu, wall = time.process_time(), time.perf_counter()
    compiler.compile(input=file, output=file.removesuffix(".typ") + ".pdf")
    print((time.process_time() - cpu) * 1e3, (time.perf_counter() - wall) * 1e3)
