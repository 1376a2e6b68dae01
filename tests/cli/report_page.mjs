// report_page.mjs CONF - pages of `sonde why --html` in headless Chromium: what a reader sees, with a mouse,
// with keys only, with a narrow window, on paper, without scripts; a line of JSON for each thing that is
// checked.  tests/cli/report.py makes the pages and calls it; pictures go to conf.shots.
import { createRequire } from 'module';
import { join } from 'path';

const conf = JSON.parse(process.argv[2]);
const { chromium } = createRequire(join(conf.place, 'x.js'))('playwright-core');
const say = (name, good, more) => console.log(JSON.stringify({ name, good: !!good, more: good ? '' : JSON.stringify(more ?? '') }));
// The pages were made here; root, and users who may not make namespaces, have no sandbox of Chromium's.
const browser = await chromium.launch({ executablePath: conf.chromium, args: ['--no-sandbox'] }).catch((e) => {
	console.log('no start: ' + e.message.split('\n')[0]);
	process.exit(3);
});

// A page, and what it complained of or asked the network for.
const open = async (name, options = {}) => {
	const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, colorScheme: 'light', ...options });
	const page = await context.newPage();
	page.odd = [];
	page.on('console', (e) => page.odd.push(e.text()));
	page.on('pageerror', (e) => page.odd.push(e.message));
	page.on('dialog', (e) => { page.odd.push('dialog'); e.dismiss(); });
	page.on('request', (r) => { if (r.url() !== 'file://' + conf.pages[name]) page.odd.push(r.url()); });
	await page.goto('file://' + conf.pages[name]);
	return page;
};
const shot = (page, name) => page.screenshot({ path: join(conf.shots, name + '.png'), fullPage: true });

// Contrast as WCAG 2 has it, of what is shown as text, with what is behind it (one colour, the page's).
const contrasts = (page) => page.evaluate(() => {
	const rgb = (s) => s.match(/[\d.]+/g).slice(0, 3).map(Number);
	const light = (c) => rgb(c).map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
		.reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
	const ground = light(getComputedStyle(document.body).backgroundColor);
	const low = [];
	for (const e of document.querySelectorAll('body *')) {
		const svg = e instanceof SVGTextElement;
		const words = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
		if (!words || e.tagName === 'SCRIPT' || !e.getClientRects().length) continue;
		const ink = light(svg ? getComputedStyle(e).fill : getComputedStyle(e).color);
		const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
		if (ratio < 4.5) low.push(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2));
	}
	return low;
});

for (const name of Object.keys(conf.pages)) {
	const page = await open(name);
	await shot(page, name + '-wide');
	say(name + ': no complaint, nothing fetched', page.odd.length === 0, page.odd);
	const levels = await page.$$eval('h1, h2, h3', (all) => all.map((e) => +e.tagName[1]));
	say(name + ': headings in their order', levels.filter((l) => l === 1).length === 1 && levels.every((l, i) => !i || l <= levels[i - 1] + 1), levels);
	const blank = await page.$$eval('canvas', (all) => all.filter((c) =>
		!c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v) => v)).length);
	const plots = await page.locator('canvas').count();
	say(name + ': plots are drawn', blank === 0 && plots >= (['small', 'healthy', 'hostile'].includes(name) ? 3 : 0), [blank, plots]);
	const unnamed = await page.$$eval('canvas, svg.ladder, .ladder > svg', (all) => all.filter((c) => {
		const e = c.closest('[role=img]');
		return !e || !e.getAttribute('aria-label');
	}).length);
	say(name + ': drawings have words', unnamed === 0, unnamed);
	const ids = await page.$$eval('[id]', (all) => all.map((e) => e.id));
	const lost = await page.$$eval('a[href^="#"]', (all) => all.filter((e) => !document.querySelector(e.hash)).length);
	const labels = await page.$$eval('[aria-labelledby]', (all) => all.filter((e) => !document.getElementById(e.getAttribute('aria-labelledby'))).length);
	say(name + ': links and labels lead somewhere', new Set(ids).size === ids.length && !lost && !labels, [lost, labels]);
	for (const scheme of ['light', 'dark']) {
		await page.emulateMedia({ colorScheme: scheme });
		const low = await contrasts(page);
		say(name + ': can be read, ' + scheme, low.length === 0, low.slice(0, 5));
	}
	await shot(page, name + '-dark');
	await page.context().close();

	const narrow = await open(name, { viewport: { width: 360, height: 780 }, isMobile: true, hasTouch: true });
	await shot(narrow, name + '-narrow');
	const wide = await narrow.evaluate(() => document.documentElement.scrollWidth);
	say(name + ': fits a telephone', wide <= 360, wide);
	await narrow.context().close();

	const paper = await open(name, { colorScheme: 'dark', viewport: { width: 680, height: 960 } });
	await paper.emulateMedia({ media: 'print', colorScheme: 'dark' });
	const ground = await paper.evaluate(() => getComputedStyle(document.body).backgroundColor);
	const pen = await paper.evaluate(() => getComputedStyle(document.body).color);
	say(name + ': black on white on paper', ground === 'rgb(255, 255, 255)' && pen === 'rgb(0, 0, 0)', [ground, pen]);
	say(name + ': no controls on paper', await paper.locator('button:visible, .filter:visible, .skip:visible').count() === 0);
	await paper.waitForTimeout(50);
	await shot(paper, name + '-print');
	const pdf = await paper.pdf({ path: join(conf.shots, name + '.pdf'), format: 'A4' });
	say(name + ': it prints', pdf.length > 10000, pdf.length);
	await paper.context().close();
}

// --- search and filter ---

const page = await open('several');
const shown = () => page.$$eval('.finding', (all) => all.filter((f) => f.getClientRects().length).map((f) => f.querySelector('h3').textContent));
const all = await shown();
say('all findings at first', all.length >= 3, all);
await page.getByLabel('Search the findings').fill('port 8443');
say('search leaves those with the words', (await shown()).length === 1 && (await shown())[0].includes('tcp-filtered'), await shown());
say('and says how many', (await page.getByRole('status').textContent()) === '1 of ' + all.length + ' findings shown', await page.getByRole('status').textContent());
say('the list of contents follows', await page.locator('.contents tbody tr:visible').count() === 1);
await page.emulateMedia({ media: 'print' });
say('paper has all of them', (await shown()).length === all.length, await shown());
await page.emulateMedia({ media: 'screen' });
await page.getByLabel('Search the findings').press('Escape');
say('Escape empties the search', (await shown()).length === all.length && (await page.getByLabel('Search the findings').inputValue()) === '');
await page.getByLabel('Search the findings').fill('zzz');
say('nothing is found', (await shown()).length === 0 && (await page.getByRole('status').textContent()).startsWith('0 of'));
await page.getByLabel('Search the findings').fill('');
await page.getByLabel('errors').uncheck();
say('without errors', (await shown()).length === 0, await shown());
await page.getByLabel('errors').check();
await page.locator('.contents a').first().click();
say('the contents lead to a finding', page.url().endsWith('#f1'), page.url());
await page.getByRole('button', { name: 'Copy the command' }).first().click();
const picked = await page.evaluate(() => getSelection().toString());
say('a command is picked to be copied', picked.startsWith('sonde -nr'), picked);
await page.context().close();

// --- keys only ---

const keys = await open('small');
await keys.keyboard.press('Tab');
say('the first stop leads past the head', (await keys.evaluate(() => document.activeElement.textContent)) === 'Skip to the findings');
say('and is seen', (await keys.locator('.skip').boundingBox()).x >= 0);
await keys.keyboard.press('Enter');
say('to the findings', (await keys.evaluate(() => document.activeElement.id)) === 'findings', await keys.evaluate(() => document.activeElement.id));
const stops = [];
for (let i = 0; i < 40; i++) {
	await keys.keyboard.press('Tab');
	const stop = await keys.evaluate(() => {
		const e = document.activeElement;
		return e === document.body ? '' : e.tagName + ' ' + Math.round(e.getBoundingClientRect().top + scrollY);
	});
	if (!stop) break;
	stops.push(stop);
}
const tops = stops.map((s) => +s.split(' ')[1]);
say('stops from top to bottom', stops.length >= 3 && tops.every((t, i) => !i || t >= tops[i - 1] - 40), stops);
await keys.locator('summary').first().focus();
await keys.keyboard.press('Enter');
await keys.locator('details table').first().waitFor();
const rows = await keys.locator('details tbody tr').count();
say('plots as a table, by a key', rows > 5 && rows <= 21, rows);
const cells = await keys.locator('details tbody tr').first().locator('th, td').allTextContents();
say('its numbers', cells.length === 7 && /^\d+ B$/.test(cells[1]), cells);
const landmarks = [];
for (const role of ['banner', 'main', 'contentinfo'])
	landmarks.push(await keys.getByRole(role).count());
say('landmarks', landmarks.every((n) => n === 1), landmarks);
await keys.context().close();

// --- hostile packets ---

const evil = await open('hostile');
await evil.waitForTimeout(200);
say('nothing hostile runs', (await evil.evaluate(() => window.pwned)) === undefined && evil.odd.length === 0, evil.odd);
say('nor is there', await evil.locator('img, iframe, object, b, svg[onload]').count() === 0);
await evil.evaluate(() => {
	const s = document.createElement('script');
	s.textContent = 'window.pwned = 1';
	document.body.append(s);
	const i = document.createElement('img');
	i.src = 'https://192.0.2.1/x.png';
	document.body.append(i);
});
await evil.waitForTimeout(200);
say('and if it were the policy would stop it', (await evil.evaluate(() => window.pwned)) === undefined &&
	evil.odd.filter((t) => /Content Security Policy/.test(t)).length === 2, evil.odd);
await evil.context().close();

// --- without scripts ---

const still = await open('small', { javaScriptEnabled: false });
await shot(still, 'small-still');
say('without scripts: findings, tables and a word', await still.locator('.finding:visible').count() === 1 &&
	await still.locator('.ladder:visible').count() === 1 && await still.locator('.noscript:visible').count() === 1 &&
	await still.locator('form:visible').count() === 0);
await still.context().close();

await browser.close();
