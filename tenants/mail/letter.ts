import type { LetterLook } from './letter-look.ts'

/** What a letter says, before it has a look. Every text is plain; nothing here is HTML. */
export interface Letter {
  readonly subject: string
  readonly heading: string
  readonly paragraphs: readonly string[]
  readonly button?: { readonly label: string; readonly url: string }
  /** To be typed in somewhere: a code. */
  readonly code?: string
  /** After the button: how long it is good for, what to do who did not ask for it. */
  readonly after?: readonly string[]
}

/** In whose name a letter is written. */
export interface LetterHead {
  readonly name: string
  /** The sender's site. */
  readonly url: string
  readonly look: LetterLook
  readonly locale: string
}

/** Both parts of a letter. Tables and inline styles, because that is what mail programs draw alike. */
export function draw(letter: Letter, head: LetterHead): { html: string; text: string } {
  return { html: drawHtml(letter, head), text: drawText(letter, head) }
}

function drawText({ heading, paragraphs, button, code, after = [] }: Letter, head: LetterHead): string {
  const link = button ? [`${button.label}:\n${button.url}`] : []
  return [heading, ...paragraphs, ...(code ? [code] : []), ...link, ...after, `-- \n${head.name}\n${head.url}`].join('\n\n')
}

function drawHtml({ subject, heading, paragraphs, button, code, after = [] }: Letter, head: LetterHead): string {
  const { accent, ink, display, text: face, radius, logo } = head.look
  const text = (line: string, style: string) => `<p style="margin:0 0 16px;${style}">${escapeHtml(line)}</p>`
  const mark = logo
    ? `<img src="${escapeHtml(logo.src)}" alt="${escapeHtml(head.name)}" width="${logo.width}" height="${logo.height}" style="display:block;border:0;font:500 20px/28px ${display};color:#23201b">`
    : `<span style="font:500 20px/28px ${display};color:#23201b">${escapeHtml(head.name)}</span>`
  return `<!doctype html>
<html lang="${escapeHtml(head.locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>${escapeHtml(subject)}</title>
</head>
<body style="margin:0;padding:0;background:#f6f4ef">
<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(paragraphs[0] ?? '')}</div>
<table role="presentation" width="100%" cellspacing="0" cellpadding="0" style="background:#f6f4ef"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="560" cellspacing="0" cellpadding="0" style="width:100%;max-width:560px">
<tr><td style="padding:0 8px 20px"><a href="${escapeHtml(head.url)}" style="text-decoration:none;color:#23201b">${mark}</a></td></tr>
<tr><td style="padding:36px 32px 28px;background:#ffffff;border-radius:${radius.sheet}px;border-top:3px solid ${accent};font:400 16px/26px ${face};color:#23201b">
<h1 style="margin:0 0 16px;font:500 26px/34px ${display};color:#23201b">${escapeHtml(heading)}</h1>
${paragraphs.map((line) => text(line, '')).join('\n')}
${code ? `<p style="margin:8px 0 24px;font:500 22px/30px 'Geist Mono', Menlo, Consolas, monospace;letter-spacing:1px">${escapeHtml(code)}</p>` : ''}
${
  button
    ? `<table role="presentation" cellspacing="0" cellpadding="0" style="margin:12px 0 28px"><tr><td style="border-radius:${radius.button}px;background:${accent}"><a href="${escapeHtml(button.url)}" style="display:inline-block;padding:13px 24px;font:500 16px/20px ${face};color:${ink};text-decoration:none">${escapeHtml(button.label)}</a></td></tr></table>`
    : ''
}
${after.map((line) => text(line, 'font-size:14px;line-height:22px;color:#5d574c')).join('\n')}
</td></tr>
<tr><td style="padding:20px 8px 0;font:400 13px/20px ${face};color:#6b6458">${escapeHtml(head.name)} · <a href="${escapeHtml(head.url)}" style="color:#6b6458">${escapeHtml(head.url.replace(/^https?:\/\//, ''))}</a></td></tr>
</table>
</td></tr></table>
</body>
</html>`
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
