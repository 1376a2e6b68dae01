// The page of a report: search, filter, copy, and the plots.  Texts only ever become text nodes.
(() => {
'use strict';
const $ = (sel, at) => (at || document).querySelector(sel);
const all = (sel, at) => [...(at || document).querySelectorAll(sel)];
const make = (tag, text, className) => {
	const e = document.createElement(tag);
	if (text !== undefined) e.textContent = text;
	if (className) e.className = className;
	return e;
};
document.documentElement.classList.add('scripted');

// --- search and filter ---

const form = $('.filter');
if (form) {
	const findings = all('.finding');
	const rows = all('.contents tbody tr');
	const texts = findings.map((f) => f.textContent.toLowerCase());
	const apply = () => {
		const words = $('#search').value.toLowerCase().split(/\s+/).filter(Boolean);
		const kinds = new Set(all('input:checked', form).map((c) => c.value));
		let n = 0;
		findings.forEach((f, i) => {
			const show = kinds.has(f.dataset.severity) && words.every((w) => texts[i].includes(w));
			f.hidden = !show;
			if (rows[i]) rows[i].hidden = !show;
			n += show;
		});
		$('#matches').textContent = n === findings.length ? '' : n + ' of ' + findings.length + ' findings shown';
	};
	form.hidden = false;
	form.addEventListener('input', apply);
	form.addEventListener('submit', (e) => e.preventDefault());
	form.addEventListener('keydown', (e) => {
		if (e.key === 'Escape') { $('#search').value = ''; apply(); }
	});
	apply();
}

// --- what is too wide can be scrolled, also by keys; what is not is no stop ---

const stops = () => all('.scroll, .ladder').forEach((e) => {
	if (e.scrollWidth > e.clientWidth + 1) e.tabIndex = 0;
	else e.removeAttribute('tabindex');
});

// --- copy a command ---

all('.command').forEach((dd) => {
	const b = make('button', 'Copy');
	b.type = 'button';
	b.setAttribute('aria-label', 'Copy the command');
	b.addEventListener('click', async () => {
		const range = document.createRange();
		range.selectNodeContents($('code', dd));
		getSelection().removeAllRanges();
		getSelection().addRange(range);
		try {
			await navigator.clipboard.writeText($('code', dd).textContent);
			b.textContent = 'Copied';
		} catch (e) {
			b.textContent = 'Selected';
		}
		setTimeout(() => { b.textContent = 'Copy'; }, 2000);
	});
	dd.append(b);
});

// --- measurements ---

const WAYS = ['client to server', 'server to client'];
const OTHER = ['server', 'client'];
const SELF = ['client', 'server'];

// Times from steps of microseconds to seconds, strictly rising, for uPlot wants each once.
const decode = ([steps, values]) => {
	let us = 0, last = -1;
	const t = steps.map((s) => {
		us += s;
		last = Math.max(us / 1e6, last + 1e-9);
		return last;
	});
	return [t, values];
};
const scaled = ([t, v], by) => [t, v.map((x) => x * by)];
const si = (v, unit) => {
	if (v === null || v === undefined) return '';
	const a = Math.abs(v);
	const [d, p] = a >= 1e9 ? [1e9, 'G'] : a >= 1e6 ? [1e6, 'M'] : a >= 1e4 ? [1e3, 'k'] : [1, ''];
	return +(v / d).toPrecision(4) + (p || unit ? ' ' : '') + p + (unit || '');
};
const ms = (v) => (v === null || v === undefined ? '' : +v.toPrecision(4) + ' ms');
const seconds = (v) => +v.toPrecision(6) + ' s';
const span = (us) => (us < 1e6 ? ms(us / 1e3) : +(us / 1e6).toPrecision(4) + ' s');
const range = (v) => v.length ? [v.reduce((a, b) => Math.min(a, b)), v.reduce((a, b) => Math.max(a, b))] : null;

// --- plots ---

const HEIGHT = 230;
let colour = {};
const colours = () => {
	const s = getComputedStyle(document.documentElement);
	for (const c of ['ink', 'soft', 'rule', 'error', 'client', 'server', 'ground'])
		colour[c] = s.getPropertyValue('--' + c).trim();
};

const line = (label, key, value, extra) => Object.assign({
	label, stroke: colour[key], width: 1.25, spanGaps: true, points: { show: false }, value: (u, v) => value(v),
}, extra);
const dots = (label, key, value, size) => Object.assign({
	label, stroke: colour[key], paths: () => null, value: (u, v) => value(v),
	points: { show: true, size: size || 4, width: 0, fill: colour[key], stroke: colour[key] },
});
const step = () => ({ paths: uPlot.paths.stepped({ align: 1 }) });

// Each: title, what the vertical axis is in, series as [definition, [times, values]], and its words.
const SIDE = ['client', 'server'];
const octets = (v) => si(v, 'B');

const sequence = (d) => {
	const list = [];
	d.ways.forEach((w, i) => {
		if (!w.seq[0].length && !w.again[0].length) return;
		list.push([line('acknowledged by ' + OTHER[i], SIDE[i], octets, Object.assign(step(), { width: 1, dash: [4, 3] })), decode(w.ack)]);
		list.push([dots('sent by ' + SELF[i], SIDE[i], octets, 4), decode(w.seq)]);
		if (w.again[0].length)
			list.push([dots('sent again by ' + SELF[i], 'error', octets, 7), decode(w.again)]);
	});
	const again = d.ways[0].again[0].length + d.ways[1].again[0].length;
	return { title: 'Time and sequence numbers', unit: octets, list,
		words: 'octets since the start of each direction' + (again ? '; what was sent again is marked' : '') };
};
const throughput = (d) => {
	const list = d.ways.map((w, i) => {
		const t = w.rate.map((x, k) => k * d.bin / 1e6);
		const v = w.rate.map((x) => x * 8e6 / d.bin);
		t.push(t.length * d.bin / 1e6);
		v.push(v[v.length - 1]);
		return [line(WAYS[i], SIDE[i], (x) => si(x, 'bit/s'), step()), [t, v]];
	});
	return { title: 'Throughput', unit: (v) => si(v, 'bit/s'), list, words: 'payload, in steps of ' + span(d.bin) };
};
const roundTrips = (d) => {
	const list = [];
	d.ways.forEach((w, i) => {
		if (w.rtt[0].length)
			list.push([dots('to the ' + OTHER[i] + ' and back', SIDE[i], ms, 4), scaled(decode(w.rtt), 1e-3)]);
	});
	return { title: 'Round trip time', unit: ms, list, words: 'from a segment to its acknowledgement, as captured' };
};
const windows = (d) => {
	const i = d.main, w = d.ways[i], peer = d.ways[1 - i];
	const list = [];
	if (peer.window[0].length)
		list.push([line('window of the ' + OTHER[i], SIDE[1 - i], octets, step()), decode(peer.window)]);
	if (w.flight[0].length)
		list.push([line('on its way from the ' + SELF[i], SIDE[i], octets, step()), decode(w.flight)]);
	return { title: 'Window', unit: octets, list, words: 'room the ' + OTHER[i] + ' offers, and what is not acknowledged yet' };
};

const describe = (p) => p.title + ', ' + p.words + '. ' + p.list.map(([s, [, v]]) => {
	const r = range(v);
	return r ? s.label + ': from ' + p.unit(r[0]) + ' to ' + p.unit(r[1]) : '';
}).filter(Boolean).join('; ') + '.';

const drawn = [];
const draw = (box, p, d, sync, width) => {
	const axis = { stroke: colour.soft, grid: { stroke: colour.rule, width: 1 }, ticks: { stroke: colour.rule, width: 1 }, font: '12px system-ui, sans-serif' };
	const opts = {
		width, height: HEIGHT, series: [{ label: 'time', value: (u, v) => (v === null ? '' : seconds(v)) }, ...p.list.map(([s]) => s)],
		scales: {
			x: { time: false, range: (u, a, b) => (b > a ? [a - (b - a) * 0.01, b + (b - a) * 0.01] : [a - 0.001, b + 0.001]) },
			y: { range: (u, a, b) => (a === null ? [0, 1] : [Math.min(0, a * 1.05), b > 0 ? b * 1.08 : 1]) },
		},
		axes: [Object.assign({ values: (u, v) => v.map((x) => +x.toPrecision(6) + ' s') }, axis),
			Object.assign({ size: 78, values: (u, v) => v.map((x) => p.unit(x)) }, axis)],
		cursor: { sync: { key: sync }, drag: { x: true, y: false }, points: { size: 6 } },
	};
	// All plots of a conversation have its time, whatever they have to show.
	return new uPlot(opts, uPlot.join([[[0, Math.max(d.span / 1e6, 1e-6)]], ...p.list.map(([, data]) => data)]), box);
};

// --- the same as a table ---

const ROWS = 20;
const per = (series, from, to) => {
	const [t, v] = series, got = [];
	for (let i = 0; i < t.length; i++)
		if (t[i] >= from && t[i] < to) got.push(v[i]);
	return got;
};
const table = (d) => {
	const t = make('table'), head = t.createTHead().insertRow(), body = t.createTBody();
	const main = d.main, rtt = d.ways.map((w) => scaled(decode(w.rtt), 1e-3));
	const again = d.ways.map((w) => decode(w.again)), win = decode(d.ways[1 - main].window), flight = decode(d.ways[main].flight);
	const n = Math.max(1, Math.min(ROWS, d.ways[0].rate.length));
	const each = Math.ceil(d.ways[0].rate.length / n);
	for (const h of ['from', WAYS[0], WAYS[1], 'sent again', 'longest round trip', 'least window of the ' + OTHER[main], 'most on its way']) {
		const th = make('th', h);
		th.scope = 'col';
		head.append(th);
	}
	for (let k = 0; k * each < d.ways[0].rate.length; k++) {
		const from = k * each * d.bin / 1e6, to = from + each * d.bin / 1e6, r = body.insertRow();
		const sum = (w) => w.rate.slice(k * each, (k + 1) * each).reduce((a, b) => a + b, 0);
		const trips = range([...per(rtt[0], from, to), ...per(rtt[1], from, to)]);
		const w = range(per(win, from, to)), f = range(per(flight, from, to));
		const th = make('th', seconds(from));
		th.scope = 'row';
		r.append(th);
		for (const v of [sum(d.ways[0]) + ' B', sum(d.ways[1]) + ' B', per(again[0], from, to).length + per(again[1], from, to).length,
			trips ? ms(trips[1]) : '', w ? w[0] + ' B' : '', f ? f[1] + ' B' : ''])
			r.insertCell().textContent = v;
	}
	return t;
};

// --- all of them ---

const data = JSON.parse($('#plot-data').textContent);
const places = [];
all('.plots').forEach((box) => {
	const i = +box.dataset.plot, d = data[i];
	const name = $('h3', box.parentElement).textContent;
	if (!d) return;
	for (const kind of [sequence, throughput, roundTrips, windows]) {
		const figure = make('figure'), caption = make('figcaption'), plot = make('div', '', 'plot');
		const p0 = kind(d);
		if (!p0.list.some(([, [t]]) => t.length)) continue;
		caption.append(p0.title, make('div', p0.words, 'note'));
		plot.setAttribute('role', 'img');
		plot.setAttribute('aria-label', name + ': ' + describe(p0) + ' The table below has the numbers.');
		figure.append(caption, plot);
		box.append(figure);
		places.push({ plot, kind, d, sync: 'c' + i });
	}
	const more = make('details');
	more.append(make('summary', 'The same as a table'));
	more.addEventListener('toggle', () => {
		if (more.open && !$('table', more)) {
			const scroll = make('div', '', 'scroll');
			scroll.append(table(d));
			more.append(scroll);
		}
	});
	box.append(more);
});
const redraw = (width) => {
	colours();
	for (const p of drawn.splice(0)) p.destroy();
	const wide = places.map((p) => width || p.plot.clientWidth);
	places.forEach((p, i) => drawn.push(draw(p.plot, p.kind(p.d), p.d, p.sync, wide[i])));
};
let waits = 0;
addEventListener('resize', () => { clearTimeout(waits); waits = setTimeout(() => { redraw(); stops(); }, 150); });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => redraw());
// Paper is white and narrower than the window: two plots side by side on 180 mm.
matchMedia('print').addEventListener('change', (e) => redraw(e.matches ? 325 : 0));
redraw();
stops();
})();
