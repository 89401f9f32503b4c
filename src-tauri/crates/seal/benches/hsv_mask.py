"""The usual way to take a red seal off paper: a threshold on hue, saturation and value, with OpenCV.

Reads the pairs NAME.png (a frame) and NAME.truth.png (where its ink is) of a folder and prints a line for each: NAME, the
intersection over union of mask and truth, and the processor's milliseconds. The ranges are those of the tutorials.
"""

import pathlib
import sys
import time

import cv2
import numpy as np

cv2.setNumThreads(1)
RANGES = [((0, 43, 46), (10, 255, 255)), ((156, 43, 46), (180, 255, 255))]

for truth_path in sorted(pathlib.Path(sys.argv[1]).glob("*.truth.png")):
    name = truth_path.name.removesuffix(".truth.png")
    frame = cv2.imread(str(truth_path.with_name(name + ".png")))
    truth = cv2.imread(str(truth_path), cv2.IMREAD_GRAYSCALE) > 127
    start = time.process_time()
    hsv = cv2.cvtColor(frame, cv2.COLOR_BGR2HSV)
    mask = np.zeros(truth.shape, np.uint8)
    for low, high in RANGES:
        mask |= cv2.inRange(hsv, np.array(low), np.array(high))
    milliseconds = (time.process_time() - start) * 1e3
    inked = mask > 0
    union = np.logical_or(inked, truth).sum()
    print(name, np.logical_and(inked, truth).sum() / max(union, 1), milliseconds)
