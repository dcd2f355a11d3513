// The style sheet of the pages. Colours come in pairs, for light and for dark; a test holds their contrast.

/** Colours by what they are for: [in light, in dark]. */
export const colors = {
  ground: ['#f3f4f6', '#15181b'],
  card: ['#ffffff', '#1f2327'],
  text: ['#1b1f24', '#edeff1'],
  quiet: ['#565f69', '#aab2bb'],
  edge: ['#767f89', '#8a929b'],
  line: ['#d9dde1', '#363c42'],
  action: ['#0a5bc4', '#8db8ff'],
  onAction: ['#ffffff', '#0c1b30'],
  danger: ['#a3211a', '#ffb4ab'],
  dangerGround: ['#fdeceb', '#3a1613'],
} as const

const variables = Object.entries(colors)
  .map(([name, [light, dark]]) => `--${name}:light-dark(${light},${dark});`)
  .join('')

/** The whole sheet. */
export const css = `:root{color-scheme:light dark;${variables}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;align-items:center;gap:16px;
padding:32px 16px;background:var(--ground);color:var(--text);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:432px;padding:32px 24px;background:var(--card);border:1px solid var(--line);border-radius:12px}
footer{width:100%;max-width:432px;color:var(--quiet);font-size:14px}
footer p{margin:0}
h1{margin:0 0 8px;font-size:24px;line-height:1.25;overflow-wrap:anywhere}
h2{margin:24px 0 8px;font-size:16px}
p{margin:0 0 16px;overflow-wrap:anywhere}
.quiet{color:var(--quiet)}
label,.label{display:block;margin:16px 0 4px;font-weight:600}
.hint{margin:0 0 4px;color:var(--quiet);font-size:14px}
input[type=text],input[type=password]{width:100%;min-height:44px;padding:8px 12px;font:inherit;
color:var(--text);background:var(--card);border:1px solid var(--edge);border-radius:8px}
input[aria-invalid=true]{border-color:var(--danger);border-width:2px}
.check{display:flex;gap:8px;align-items:center;min-height:44px;margin:12px 0 0}
.check label{margin:0;font-weight:400}
.check input{width:20px;height:20px;margin:0;accent-color:var(--action)}
.buttons{display:flex;flex-wrap:wrap;gap:12px;margin:24px 0 0}
button{flex:1 1 140px;min-height:44px;padding:8px 16px;font:inherit;font-weight:600;cursor:pointer;
border:1px solid var(--edge);border-radius:8px;background:var(--card);color:var(--text)}
button.main{border-color:var(--action);background:var(--action);color:var(--onAction)}
button.link{flex:0 0 auto;min-height:44px;padding:8px 0;border:0;background:none;color:var(--action);
font-weight:400;text-decoration:underline}
a{color:var(--action)}
:focus-visible{outline:3px solid var(--action);outline-offset:2px}
.problem{margin:0 0 16px;padding:12px 16px;border:1px solid var(--danger);border-radius:8px;
background:var(--dangerGround);color:var(--danger)}
.problem h2{margin:0 0 4px}
.problem p,.problem ul{margin:0}
.problem a{color:inherit}
ul.gives{margin:0;padding:0;list-style:none;border-top:1px solid var(--line)}
ul.gives li{padding:10px 0;border-bottom:1px solid var(--line)}
code{font:13px/1.5 ui-monospace,SFMono-Regular,Consolas,monospace;color:var(--quiet);overflow-wrap:anywhere}
`
