"""Pictures for the seeded city, painted here: a figure before a lit wall, or a room with a window."""

import colorsys
import io
import random
from functools import cache

from PIL import Image, ImageDraw, ImageFilter, ImageOps

# So many different ones are painted; the city hangs them again and again, as the scan then sees known bytes.
PORTRAITS, ROOMS = 36, 18
PORTRAIT_SIZE, ROOM_SIZE = (640, 800), (800, 560)
Colour = tuple[int, int, int]


def portrait(number: int) -> bytes:
    return _portrait(number % PORTRAITS)


def room(number: int) -> bytes:
    return _room(number % ROOMS)


@cache
def _portrait(number: int) -> bytes:
    chance = random.Random(f"portrait:{number}")
    hue = chance.random()
    picture = _lit_wall(PORTRAIT_SIZE, hue, chance)
    draw = ImageDraw.Draw(picture)
    width, height = PORTRAIT_SIZE
    middle = width // 2 + chance.randint(-90, 90)
    cloth, skin = _colour(hue + 0.5, 0.55, 0.45), _colour(0.07, 0.35, chance.uniform(0.35, 0.9))
    shoulders = chance.randint(130, 190)
    draw.ellipse((middle - shoulders, height - 330, middle + shoulders, height + 260), fill=cloth)
    draw.rounded_rectangle((middle - 34, height - 400, middle + 34, height - 280), 30, fill=skin)
    draw.ellipse((middle - 78, height - 570, middle + 78, height - 360), fill=skin)
    draw.pieslice(
        (middle - 92, height - 600, middle + 92, height - 400), 180, 360, fill=_colour(0.08, 0.5, 0.2)
    )
    return _encoded(picture)


@cache
def _room(number: int) -> bytes:
    chance = random.Random(f"room:{number}")
    hue = chance.random()
    picture = _lit_wall(ROOM_SIZE, hue, chance)
    draw = ImageDraw.Draw(picture)
    width, height = ROOM_SIZE
    floor = height - chance.randint(130, 200)
    draw.rectangle((0, floor, width, height), fill=_colour(hue + 0.08, 0.3, 0.35))
    for pane in range(chance.randint(1, 4)):
        left = 60 + pane * 150
        draw.rectangle((left, 70, left + 110, floor - 90), fill=_colour(0.55, 0.12, 0.97))
        draw.line((left + 55, 70, left + 55, floor - 90), fill=_colour(hue, 0.2, 0.3), width=4)
    paper = width - chance.randint(200, 320)
    draw.polygon(
        ((paper, 60), (width - 40, 60), (width - 10, height - 20), (paper - 60, height - 20)),
        fill=_colour(hue + 0.3, 0.25, 0.85),
    )
    return _encoded(picture)


def _lit_wall(size: tuple[int, int], hue: float, chance: random.Random) -> Image.Image:
    """Brighter where the lamp points."""
    light = ImageOps.invert(Image.radial_gradient("L"))
    left, top = chance.randint(0, light.width // 2), chance.randint(0, light.height // 4)
    light = light.resize(size, box=(left, top, left + light.width // 2, top + light.height // 2))
    dark, bright = _colour(hue, 0.6, 0.25), _colour(hue + 0.05, 0.35, 0.95)
    return ImageOps.colorize(light, dark, bright)


def _colour(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def _encoded(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.filter(ImageFilter.SMOOTH).save(target, "JPEG", quality=82)
    return target.getvalue()
