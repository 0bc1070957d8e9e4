"""How charts look, as Vega-Lite. Colour is never alone: lines differ in dash and point and are named at their ends."""

import itertools
import textwrap

FONT = "Diagramtext"  # data/fonts/README.md
INK, QUIET, LINE, FAINT, ACCENT, SECOND = "#17282b", "#485556", "#6f7876", "#d9d5ca", "#0e6168", "#a32c1b"
SWEDISH = {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", "\u00a0kr"]}
# In pixels: the plot of lines with the room about it, and in all.
SIDE, WIDTH, NAMES, HEIGHT, TOP, FOOT = 45, 255, 115, 180, 10, 30
ALL = SIDE + WIDTH + NAMES
LINES_HEIGHT = TOP + HEIGHT + FOOT
# Of a strip: the room beside it, a dot's width, the height of a line of names, and where dots, marks and names begin.
MARGIN, DOT, ROW, DOTS, MARKS, WORDS = 14, 8, 16, 46, 62, 80
# Of bars and series over years: the widths beside the plot, and the height of a bar with its air.
LABELS, BARS_WIDTH, VALUES, BAR, LABEL_LINE = 215, 240, 75, 34, 14
BARS_ALL = LABELS + BARS_WIDTH + VALUES
LINE_OF_LABEL = 30  # signs
YEARS_WIDTH, YEARS_RIGHT = 420, 30
YEARS_ALL = SIDE + YEARS_WIDTH + YEARS_RIGHT
# (colour, dash, point) of the first line, the second and so on.
PLACES = [
    *[(ACCENT, [1, 0], "circle"), (QUIET, [6, 4], "square"), (LINE, [2, 3], "triangle-up")],
    *[(SECOND, [1, 0], "diamond"), (INK, [8, 3, 2, 3], "cross"), (ACCENT, [2, 2], "triangle-down")],
]
SEXES = [(ACCENT, [1, 0], "circle"), (SECOND, [6, 4], "square")]
STRIP = {"median": INK, "own": SECOND, "other": INK}


def lines(shown, *, names_width=NAMES):
    """Years across, values up, the name of each line at its end. shown: {"lines": [{"name", "years"}], "sexes"}.

    names_width: the room to the right of the lines, in pixels.
    """
    rows = [
        {"namn": line["name"], "år": year, "värde": value}
        for line in shown["lines"]
        for year, value in line["years"].items()
    ]
    ends = [{"namn": line["name"], "år": max(line["years"])} for line in shown["lines"]]
    for end, line in zip(ends, shown["lines"], strict=True):
        end["värde"] = line["years"][end["år"]]
    years = sorted({row["år"] for row in rows})
    low, high = _domain([row["värde"] for row in rows if row["värde"] is not None])
    looks = list(zip(*(SEXES if shown["sexes"] else PLACES)[: len(ends)], strict=True))
    names = [end["namn"] for end in ends]
    colour, dash, shape = (
        {"field": "namn", "type": "nominal", "legend": None, "scale": {"domain": names, "range": list(look)}}
        for look in looks
    )
    across = {"format": "d", "values": _ticks(years), "grid": False}
    x = _axis("år", [years[0], years[-1]], across)
    y = _axis("värde", [low, high], {"tickCount": 4, "format": ",~f"})
    layers = [
        _layer(rows, {"type": "line", "strokeWidth": 2.5}, x=x, y=y, color=colour, strokeDash=dash),
        _layer(rows, {"type": "point", "filled": True, "size": 34, "opacity": 1}, x=x, y=y, color=colour, shape=shape),
    ]
    for end, down in zip(ends, _apart(ends, low, high), strict=True):
        left_over = (years[-1] - end["år"]) / max(years[-1] - years[0], 1) * WIDTH
        text = {"type": "text", "align": "left", "dx": 9 + round(left_over), "dy": down}
        layers.append(_layer([end], text, x=x, y=y, text={"field": "namn"}, color=colour))
    return _whole(layers, WIDTH, HEIGHT, {"left": SIDE, "right": names_width})


def strip(shown):
    """Dots along an axis, piled where they would lie on each other; below them the marks and their names.

    shown: {"dots": [values], "marks": [(name, value, "median" | "own" | "other")]}.
    """
    width, height = ALL - 2 * MARGIN, strip_height(shown) - TOP - FOOT
    low, high = _ends(shown)
    taken, dots = [], []
    for value in sorted(shown["dots"]):
        dots.append({"värde": value, "y": DOTS - 10 * _free_row(taken, _across(shown, value), DOT)})
    x = _axis("värde", [low, high], {"tickCount": 5, "format": ",~f", "grid": True})
    y = _axis("y", [height, 0], None)
    dot = {"type": "circle", "size": 60, "color": ACCENT, "opacity": 0.8, "stroke": "#ffffff", "strokeWidth": 0.7}
    layers = [_layer(dots, dot, x=x, y=y)]
    for name, value, kind, row in _labels(shown):
        here = {"värde": value, "y": MARKS}
        if kind == "median":
            rule = {"type": "rule", "color": INK, "strokeWidth": 1.5}
            layers.append(_layer([here | {"y": 8, "till": 66}], rule, x=x, y=y, y2={"field": "till"}))
        else:
            shape = "diamond" if kind == "own" else "triangle-down"
            mark = {"type": "point", "shape": shape, "filled": True, "size": 110, "opacity": 1}
            layers.append(_layer([here], mark | {"color": STRIP[kind]}, x=x, y=y))
        at = _across(shown, value)
        align = "left" if at < 40 else "right" if at > width - 40 else "center"
        text = {"type": "text", "color": STRIP[kind], "align": align, "baseline": "middle"}
        words = {"värde": value, "y": WORDS + ROW * row, "namn": name}
        layers.append(_layer([words], text, x=x, y=y, text={"field": "namn"}))
    return _whole(layers, width, height, {"left": MARGIN, "right": MARGIN})


def strip_height(shown):
    """Of the whole picture: higher where names would lie on each other."""
    return TOP + WORDS + 4 + ROW * (1 + max(row for *_, row in _labels(shown))) + FOOT


def _labels(shown):
    """(name, value, kind, row) of the marks."""
    taken = []
    return [
        (name, value, kind, _free_row(taken, _across(shown, value), 10 + 8 * len(name)))
        for name, value, kind in sorted(shown["marks"], key=lambda mark: mark[1])
    ]


def _ends(shown):
    every = [*shown["dots"], *(value for _, value, _ in shown["marks"])]
    room = (max(every) - min(every)) * 0.04 or 1
    return min(every) - room, max(every) + room


def _across(shown, value):
    low, high = _ends(shown)
    return (value - low) / (high - low) * (ALL - 2 * MARGIN)


def _free_row(taken, at, wide):
    """The lowest row where nothing lies on what is `wide` pixels about `at`; it is then taken."""
    row = 0
    while any(row == other and abs(at - x) < (wide + width) / 2 for x, other, width in taken):
        row += 1
    taken.append((at, row, wide))
    return row


def _domain(values):
    """From a little below the lowest to a little above the highest; from zero when the lowest is near it."""
    low, high = min(values), max(values)
    room = (high - low) * 0.15 or abs(high) * 0.1 or 1
    return (0 if low >= 0 and low < high * 0.4 else low - room), high + room


def _ticks(years):
    step = -(-(years[-1] - years[0]) // 6) or 1
    return list(range(years[-1], years[0] - 1, -step))[::-1]


def _apart(ends, low, high):
    """How many pixels down the name at each line's end goes, so that none lies on another."""
    down, lowest = {}, -ROW
    for end in sorted(ends, key=lambda end: -end["värde"]):
        at = (high - end["värde"]) / (high - low) * HEIGHT
        lowest = max(at, lowest + ROW)
        down[end["namn"]] = round(lowest - at, 1)
    return [down[end["namn"]] for end in ends]


def _axis(field, domain, axis):
    scale = {"domain": domain, "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "title": None, "scale": scale, "axis": axis}


def _layer(rows, mark, **encoding):
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _whole(layers, width, height, beside):
    axis = {
        "labelFontSize": 14,
        "labelFlush": False,
        "labelColor": QUIET,
        "domainColor": LINE,
        "tickColor": LINE,
        "gridColor": FAINT,
    }
    config = {
        "aria": False,
        "background": "#ffffff",
        "font": FONT,
        "padding": {"top": TOP, "bottom": FOOT, **beside},
        "view": {"stroke": None},
        "axis": axis,
        "text": {"fontSize": 14},
    }
    return {"width": width, "height": height, "autosize": "none", "config": config, "layer": layers}


def bars(shown):
    """Bars across, each with its name before and its value in words after. shown: {"rows": [(name, value, text)]}.

    shown["most"]: the value of a bar that fills the width, else the largest. A value None has no bar, only its text.
    """
    most = shown.get("most") or max((value for _, value, _ in shown["rows"] if value), default=1)
    height = BAR * len(shown["rows"])
    rows, names = [], []
    for place, (name, value, text) in enumerate(shown["rows"]):
        lines, middle = _broken(name), BAR * (place + 0.5)
        rows.append({"värde": value or 0, "text": text, "y": middle})
        names.append({"namn": "\n".join(lines), "y": middle - LABEL_LINE / 2 * (len(lines) - 1)})
    x, y = _axis("värde", [0, most], None), _axis("y", [height, 0], None)
    label = {"type": "text", "align": "right", "x": -10, "color": INK, "fontSize": 13, "baseline": "middle"}
    label |= {"lineBreak": "\n", "lineHeight": LABEL_LINE}
    layers = [
        _layer(rows, {"type": "bar", "size": BAR - 9, "color": ACCENT, "orient": "horizontal"}, x=x, y=y),
        _layer(rows, {"type": "text", "align": "left", "dx": 6, "color": INK}, x=x, y=y, text={"field": "text"}),
        _layer(names, label, y=y, text={"field": "namn"}),
    ]
    return _whole(layers, BARS_WIDTH, height, {"left": LABELS, "right": VALUES, "bottom": TOP})


def bars_height(shown):
    return TOP + BAR * len(shown["rows"]) + TOP


def _broken(name):
    """A long name on two lines; what does not fit there ends with three dots. The table has it whole."""
    return textwrap.wrap(name, LINE_OF_LABEL, max_lines=2, placeholder=" ...")


def years(shown):
    """A figure over years. shown: {"points": [{"year", "value", "mark"}]} in the order of the years.

    mark: how a point can be compared with the one before it. "same" is joined by a line, what is asked otherwise
    ("reworded", "new_options") by a dashed one, and what cannot be compared is not joined: there the series breaks,
    and a rule stands between. A year without a value is a gap.
    """
    points = shown["points"]
    told = [point for point in points if point["value"] is not None]
    first, last = points[0]["year"], points[-1]["year"]
    low, high = _domain([point["value"] for point in told])
    x = _axis("år", [first, last], {"format": "d", "values": _ticks([first, last]), "grid": False})
    y = _axis("värde", [low, high], {"tickCount": 4, "format": ",~f"})
    layers = []
    for before, point in itertools.pairwise(points):
        if point["mark"] == "not_comparable":
            rule = {"type": "rule", "color": LINE, "strokeDash": [2, 3], "strokeWidth": 1.5}
            layers.append(_layer([{"år": (before["year"] + point["year"]) / 2}], rule, x=x))
        elif before["value"] is not None and point["value"] is not None:
            dash = [1, 0] if point["mark"] == "same" else [6, 4]
            line = {"type": "line", "color": ACCENT, "strokeWidth": 2.5, "strokeDash": dash}
            ends = [{"år": one["year"], "värde": one["value"]} for one in (before, point)]
            layers.append(_layer(ends, line, x=x, y=y))
    rows = [{"år": point["year"], "värde": point["value"]} for point in told]
    layers.append(_layer(rows, {"type": "point", "filled": True, "size": 40, "opacity": 1, "color": ACCENT}, x=x, y=y))
    return _whole(layers, YEARS_WIDTH, HEIGHT, {"left": SIDE, "right": YEARS_RIGHT})
