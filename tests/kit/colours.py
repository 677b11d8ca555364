"""How far apart two colours look: to most people, to colour-blind people, on a grey printer.

Simulation: Machado, Oliveira, Fernandes 2009, "A Physiologically-based Model for Simulation of Color Vision
Deficiency", matrices of severity 1.0. Distance: CIEDE2000 (Sharma, Wu, Dalal 2005), D65.
"""

from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

import numpy as np

#: Kind of colour vision → what it makes of linear red, green, blue.
VISION = {
    "everybody": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])


def lab(colour, vision="everybody"):
    """CIE L*, a*, b* of `#rrggbb` as a kind of colour vision sees it."""
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    seen = np.clip(VISION[vision] @ linear, 0, 1)
    x, y, z = _XYZ @ seen / _WHITE
    fx, fy, fz = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one, other, vision="everybody"):
    """CIEDE2000 of two colours; 1 is the least that can be seen side by side."""
    return ciede2000(lab(one, vision), lab(other, vision))


def grey_distance(one, other):
    """Difference of lightness (L*, 0 to 100): all that a grey printer leaves."""
    return abs(lab(one)[0] - lab(other)[0])


def ciede2000(one, other):
    """The distance of two colours given as L*, a*, b*, step by step as in Sharma, Wu, Dalal 2005."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (hypot(a1, b1) + hypot(a2, b2)) / 2
    stretch = 1 + (1 - sqrt(mean**7 / (mean**7 + 25**7))) / 2
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = hypot(a1, b1), hypot(a2, b2)
    h1, h2 = (degrees(atan2(b, a)) % 360 if a or b else 0.0 for a, b in ((a1, b1), (a2, b2)))
    turn = h2 - h1 if c1 * c2 else 0.0
    turn -= 360 if turn > 180 else -360 if turn < -180 else 0
    hue = 2 * sqrt(c1 * c2) * sin(radians(turn / 2))
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    around = h1 + h2
    if c1 * c2:
        around = around / 2 if abs(h1 - h2) <= 180 else (around + (360 if around < 360 else -360)) / 2
    t = 1 - 0.17 * cos(radians(around - 30)) + 0.24 * cos(radians(2 * around))
    t += 0.32 * cos(radians(3 * around + 6)) - 0.20 * cos(radians(4 * around - 63))
    dl = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / sqrt(20 + (light - 50) ** 2))
    dc = (c2 - c1) / (1 + 0.045 * chroma)
    dh = hue / (1 + 0.015 * chroma * t)
    rotation = (
        -2 * sqrt(chroma**7 / (chroma**7 + 25**7)) * sin(radians(60 * exp(-(((around - 275) / 25) ** 2))))
    )
    return sqrt(dl**2 + dc**2 + dh**2 + rotation * dc * dh)
