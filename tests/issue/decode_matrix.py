"""What two independent readers still read of what we draw, when it is spoilt: `make matrix` prints it.

Each output is drawn as it is printed or shown, painted dot by dot, spoilt, and read by zxing-cpp and by zbar.
Above the line is print quality: what a good printer, a clean scanner or a phone's camera does. All of it
must be read, by both. Below the line is where reading ends; it is printed so that everybody knows where.
"""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter
from pyzbar import pyzbar

from paycards.issue import card_number
from paycards.issue.artwork.phone import DPI as PHONE_DPI
from paycards.issue.artwork.phone import PIXELS
from paycards.issue.artwork.picture import page_image
from paycards.issue.barcode.bars import RESOLUTIONS, Area, Barcode
from paycards.issue.barcode.place import Place
from paycards.issue.proof.painting import paint, widen
from tests.issue.artwork.printed import HOLDING, artwork_of, card, letter, phone

AROUND = 150  # dots of a phone's screen


@dataclass(frozen=True)
class Sample:
    """A barcode as it is printed or shown."""

    barcode: Barcode
    image: Image.Image  # grey, a pixel for each dot


Chance = np.random.Generator
Spoil = Callable[[Image.Image, int, Chance], Image.Image]  # image, dots of a module, chance


def numbers(count: int) -> list[str]:
    """Card numbers of 19 digits, every fifth of another length, every seventh with 99 in front."""
    chance = random.Random(2026)  # noqa: S311  # no secret
    lengths = [19 if at % 5 else chance.choice((13, 16, 18, 20, 23, 24)) for at in range(count)]
    texts = ["".join(chance.choices("0123456789", k=length)) for length in lengths]
    bodies = [f"99{text[2:-1]}" if at % 7 == 0 else text[:-1] for at, text in enumerate(texts)]
    return [body + card_number.calc_check_digit(body) for body in bodies]


def on_page(texts: Sequence[str], draw: Callable[..., tuple[bytes, list[Place]]], dpi: int) -> list[Sample]:
    """Each number as a letter or a card shows it, with what stands around it."""
    artwork = artwork_of(letter_dpi=dpi, card_dpi=dpi)
    pdf, places = draw(artwork, *(replace(HOLDING, number=text) for text in texts))
    return list(_painted(pdf, places))


def _painted(pdf: bytes, places: Sequence[Place]) -> Iterator[Sample]:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        for place in places:
            area, around = place.area, place.barcode.quiet
            wider = Area(
                max(0, area.left - around),
                max(0, area.bottom - around),
                area.width + 2 * around,
                area.height + 2 * around,
                area.line,
            )
            page = document[place.page]
            widen(page)
            yield Sample(place.barcode, Image.fromarray(paint(page, wider, place.barcode.dpi)))


def on_phone(texts: Sequence[str]) -> Iterator[Sample]:
    """Each number as the screen of a phone shows it, with what stands above and below."""
    artwork = artwork_of()
    for text in texts:
        pdf, (place,) = phone(artwork, replace(HOLDING, number=text))
        screen = page_image(pdf, 0, PHONE_DPI, PIXELS).convert("L")
        bottom = screen.height - place.area.bottom
        shown = (0, bottom - place.area.height - AROUND, screen.width, bottom + AROUND)
        yield Sample(place.barcode, screen.crop(shown))


def outputs(count: int) -> dict[str, list[Sample]]:
    """What is drawn, by the name of its column."""
    texts = numbers(count)
    printed = {
        f"{name} {dpi}": on_page(texts, draw, dpi)
        for name, draw in (("letter", letter), ("card", card))
        for dpi in RESOLUTIONS
    }
    return {**printed, f"phone {PHONE_DPI}": list(on_phone(texts))}


def blurred(modules: float) -> Spoil:
    return lambda image, module, _: image.filter(ImageFilter.GaussianBlur(modules * module))


def turned(degrees: float) -> Spoil:
    return lambda image, _, __: image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def noisy(sigma: float) -> Spoil:
    def spoil(image: Image.Image, _: int, chance: Chance) -> Image.Image:
        grain = chance.normal(0, sigma, (image.height, image.width))
        return Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))

    return spoil


def faint(dark: int, light: int) -> Spoil:
    return lambda image, _, __: image.point(lambda grey: dark + grey * (light - dark) // 255)


def scaled(share: float) -> Spoil:
    return lambda image, _, __: _resized(image, share)


def at_pixels(pixels: float) -> Spoil:
    """Scaled to so many pixels a module, as from farther away."""
    return lambda image, module, _: _resized(image, pixels / module)


def _resized(image: Image.Image, share: float) -> Image.Image:
    size = round(image.width * share), round(image.height * share)
    return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=3)


def jpeg(quality: int) -> Spoil:
    def spoil(image: Image.Image, _: int, __: Chance) -> Image.Image:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality)
        return Image.open(file)

    return spoil


def after(*spoils: Spoil) -> Spoil:
    def spoil(image: Image.Image, module: int, chance: Chance) -> Image.Image:
        for each in spoils:
            image = each(image, module, chance)
        return image

    return spoil


PRINT_QUALITY: dict[str, Spoil] = {
    "clean": after(),
    "blur 0.25 module": blurred(0.25),
    "blur 0.4 module": blurred(0.4),
    "contrast 30 of 255": faint(110, 140),
    "turned 1 degree": turned(1),
    "turned 3 degrees": turned(3),
    "turned 5 degrees": turned(5),
    "noise 30, blur 0.3 module": after(noisy(30), blurred(0.3)),
    "JPEG quality 50": jpeg(50),
    "blur 0.25 module, turned 3 degrees, contrast 60": after(blurred(0.25), turned(3), faint(90, 150)),
}
ON_PHONE: dict[str, Spoil] = {
    "scaled to 40 %": scaled(0.4),
    "turned 3 degrees, scaled to 40 %, contrast 60": after(turned(3), scaled(0.4), faint(90, 150)),
    "blur 0.2 module, scaled to 40 %": after(blurred(0.2), scaled(0.4)),
}
BEYOND: dict[str, Spoil] = {
    "blur 0.5 module": blurred(0.5),
    "blur 0.6 module": blurred(0.6),
    "blur 0.75 module": blurred(0.75),
    "contrast 10 of 255": faint(120, 130),
    "noise 10": noisy(10),
    "noise 20": noisy(20),
    "noise 40": noisy(40),
    "blur 0.3 module, scaled to 40 %": after(blurred(0.3), scaled(0.4)),
    "noise 30, scaled to 40 %": after(noisy(30), scaled(0.4)),
    "turned 10 degrees": turned(10),
    "turned 20 degrees": turned(20),
    "3 pixels a module": at_pixels(3),
    "2 pixels a module": at_pixels(2),
    "1.5 pixels a module": at_pixels(1.5),
    "1.33 pixels a module": at_pixels(4 / 3),
    "1 pixel a module": at_pixels(1),
    "JPEG quality 10": jpeg(10),
    "blur 0.4 module, turned 5 degrees, contrast 60, noise 10": after(
        blurred(0.4), turned(5), faint(90, 150), noisy(10)
    ),
}


@dataclass(frozen=True)
class Read:
    """How many of `samples` each reader read as the number and nothing else.

    In `other` a reader found some other text, alone or beside the number; in `wrong` that is a card number.
    """

    zxing: int
    zbar: int
    other: int
    wrong: int
    samples: int

    def __str__(self) -> str:
        found = f"{self.zxing}/{self.zbar}"
        found += f", {self.other} misread" if self.other else ""
        return found + (f", {self.wrong} AS ANOTHER CARD" if self.wrong else "")

    @property
    def is_all(self) -> bool:
        return self.zxing == self.zbar == self.samples


def zxing_reads(image: Image.Image) -> list[zxingcpp.Barcode]:
    """Read as the proof does: not a third as large too, where 4 dots become 1.33 and ghosts appear."""
    return zxingcpp.read_barcodes(
        image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128), try_downscale=False
    )


def read(samples: Sequence[Sample], spoil: Spoil) -> Read:
    """Spoil each sample and give it to both readers."""
    chance = np.random.default_rng(128)
    zxing = zbar = other = wrong = 0
    for sample in samples:
        image = spoil(sample.image, sample.barcode.dots_per_module, chance).convert("L")
        one = [each.text for each in zxing_reads(image)]
        two = [each.data.decode() for each in pyzbar.decode(image, [pyzbar.ZBarSymbol.CODE128])]
        zxing += one == [sample.barcode.text]
        zbar += two == [sample.barcode.text]
        texts = {*one, *two} - {sample.barcode.text}
        other += bool(texts)
        wrong += any(card_number.is_valid(text) for text in texts)
    return Read(zxing, zbar, other, wrong, len(samples))


def table(drawn: dict[str, list[Sample]], spoils: dict[str, Spoil]) -> Iterator[list[str]]:
    """The rows of a table, each as its cells."""
    for name, spoil in spoils.items():
        yield [name, *(str(read(samples, spoil)) for samples in drawn.values())]


def main(count: int) -> None:
    drawn = outputs(count)
    phone = {name: samples for name, samples in drawn.items() if name.startswith("phone")}
    print(f"zxing-cpp/zbar, of {count} each\n")
    print("| spoilt by |", " | ".join(drawn), "|")
    print("|---" * (len(drawn) + 1) + "|")
    for row in table(drawn, PRINT_QUALITY):
        print("|", " | ".join(row), "|", flush=True)
    for name, cell in table(phone, ON_PHONE):
        print("|", " | ".join([name, *[""] * (len(drawn) - 1), cell]), "|", flush=True)
    print("| **beyond print quality** |" + " |" * len(drawn))
    for row in table(drawn, BEYOND):
        print("|", " | ".join(row), "|", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
