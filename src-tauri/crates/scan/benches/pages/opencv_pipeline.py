"""The usual OpenCV-Python pipeline for a stamped page, as tutorials and open projects do it.

Usage: opencv_pipeline.py PICTURE ROUNDS. Decode, find the skew by Hough lines, warp the page, threshold red in HSV, close the
gaps, find contours, cut the nine largest frames and twelve stamps. Prints the median processor milliseconds of one
round on one thread. Needs the package opencv-python-headless.
"""

import statistics
import sys
import time

import cv2
import numpy as np


def straightened(page):
    """The page turned level by the median angle of its long lines."""
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    edges = cv2.Canny(grey, 50, 150)
    lines = cv2.HoughLinesP(edges, 1, np.pi / 720, 200, minLineLength=page.shape[1] // 4, maxLineGap=10)
    if lines is None:
        return page
    lines = lines.reshape(-1, 4)
    angles = [np.degrees(np.arctan2(y2 - y1, x2 - x1)) for x1, y1, x2, y2 in lines]
    angles = [a for a in angles if abs(a) < 20]
    if not angles:
        return page
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(np.median(angles)), 1.0)
    return cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255))


def boxes(mask, most):
    """Bounding boxes of the largest outer contours."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    contours = sorted(contours, key=cv2.contourArea, reverse=True)[:most]
    return [cv2.boundingRect(c) for c in contours]


def crops(path):
    """Frames and stamps of the page in a file."""
    page = straightened(cv2.imread(path, cv2.IMREAD_COLOR))
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    binary = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    hsv = cv2.cvtColor(page, cv2.COLOR_BGR2HSV)
    red = cv2.inRange(hsv, (0, 60, 60), (12, 255, 255)) | cv2.inRange(hsv, (165, 60, 60), (180, 255, 255))
    red = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    places = boxes(binary, 9) + boxes(red, 12)
    return [page[y : y + h, x : x + w].copy() for x, y, w, h in places]


def main():
    path, rounds = sys.argv[1], int(sys.argv[2])
    cv2.setNumThreads(1)
    times = []
    for _ in range(rounds):
        before = time.thread_time()
        crops(path)
        times.append((time.thread_time() - before) * 1e3)
    print(round(statistics.median(times), 1))


main()
