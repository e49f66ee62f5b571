// What report.py asks in a page: an expression that gives an object. Texts against what lies
// behind them, and what is drawn against its ground.
(() => {
    // Computed colours are rgb(r, g, b) or rgba(r, g, b, a).
    const parse = css => {
        const [r, g, b, a = 1] = css.match(/[\d.]+/g).map(Number);
        return [r, g, b, a];
    };
    const luminance = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map(v => {
            v /= 255;
            return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const ratio = (a, b) => {
        const [high, low] = [luminance(a), luminance(b)].sort((p, q) => q - p);
        return (high + 0.05) / (low + 0.05);
    };
    const isOpaque = colour => colour[3] === 1;

    // The colour of whatever is painted behind: the nearest drawn shape under the point, else the
    // nearest ancestor with a background.
    const drawn = (element, x, y) => {
        if (!(element instanceof SVGElement) || !element.ownerSVGElement)
            return null;
        const shapes = [...element.ownerSVGElement.querySelectorAll('rect')].reverse();
        for (const shape of shapes) {
            const box = shape.getBoundingClientRect();
            const fill = getComputedStyle(shape).fill;
            if (shape !== element && !fill.startsWith('url') && x > box.left && x < box.right &&
                y > box.top && y < box.bottom && isOpaque(parse(fill)))
                return parse(fill);
        }
        return null;
    };
    const ground = element => {
        const box = element.getBoundingClientRect();
        const shape = drawn(element, box.left + box.width / 2, box.top + box.height / 2);
        if (shape)
            return shape;
        for (let e = element; e; e = e.parentElement) {
            const colour = parse(getComputedStyle(e).backgroundColor);
            if (isOpaque(colour))
                return colour;
        }
        return [255, 255, 255, 1];
    };

    const weak = [];
    const check = (element, colour, least, what) => {
        const got = ratio(parse(colour), ground(element));
        if (got < least)
            weak.push({what, ratio: Math.round(got * 100) / 100, least});
    };
    let texts = 0;
    const closed = document.querySelectorAll('details:not([open])');
    closed.forEach(e => e.open = true);
    for (const element of document.body.querySelectorAll('*')) {
        const own = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
        const box = element.getBoundingClientRect();
        const style = getComputedStyle(element);
        if (!own || !box.width || element.tagName === 'SCRIPT')
            continue;
        texts++;
        const isLarge = parseFloat(style.fontSize) >= 24 ||
            (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 600);
        check(element, element.ownerSVGElement ? style.fill : style.color, isLarge ? 3 : 4.5,
              element.textContent.trim().slice(0, 40));
    }
    // What has to be told apart to read a chart; lines that only help the eye may be faint.
    for (const element of document.querySelectorAll('svg .plain, svg .met'))
        check(element.closest('figure'), getComputedStyle(element).fill, 3, element.classList[0]);
    for (const element of document.querySelectorAll('svg .limit, svg .axis, svg .missed'))
        check(element.closest('figure'), getComputedStyle(element).stroke, 3, element.classList[0]);

    const headings = [...document.querySelectorAll('h1,h2,h3,h4')].map(e => +e.tagName[1]);
    const nameless = [
        ...[...document.querySelectorAll('svg[role=img]')].filter(e => !e.getAttribute('aria-label')),
        ...[...document.querySelectorAll('table')].filter(e => !e.querySelector('th[scope=col]')),
        ...[...document.querySelectorAll('a, summary')].filter(e => !e.textContent.trim()),
    ].map(e => e.tagName);
    const small = [...document.querySelectorAll('svg text')]
        .map(e => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a);
    // Charts in which two texts lie over each other.
    const clashes = [];
    for (const svg of document.querySelectorAll('svg[role=img]')) {
        const boxes = [...svg.querySelectorAll('text')].map(e => [e, e.getBoundingClientRect()]);
        for (const [a, p] of boxes)
            for (const [b, q] of boxes)
                if (a !== b && p.left < q.right - 1 && q.left < p.right - 1 &&
                    p.top < q.bottom - 3 && q.top < p.bottom - 3)
                    clashes.push(`${a.textContent} | ${b.textContent}`);
    }
    closed.forEach(e => e.open = false);
    return {
        height: document.documentElement.scrollHeight,
        overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        texts,
        contrast: weak,
        names: nameless,
        smallest: Math.round(Math.min(...small) * 10) / 10,
        clashes,
        headings: headings.every((h, i) => h <= (i ? headings[i - 1] : 0) + 1),
        charts: document.querySelectorAll('svg[role=img]').length,
        tables: document.querySelectorAll('table').length,
        json: JSON.parse(document.getElementById('jobsearchd-report').textContent).kind,
    };
})()
