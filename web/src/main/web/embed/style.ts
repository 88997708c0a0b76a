// How button and panel look. The sheet is made by script, which no policy of the page around forbids, and lives in the
// shadow tree: what it says of the host wins over the page's own sheets, `!important` or not.

export function sheet(accent: string, ink: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(`
:host{all:initial!important;position:fixed!important;z-index:2147483000!important;
inset-block-end:20px!important;
inset-inline-end:calc(20px + var(--nth)*72px)!important;font:15px/1.4 system-ui,sans-serif!important;color-scheme:light dark}
*{box-sizing:border-box}
button{cursor:pointer;border:0;color:${ink};background:${accent};border-radius:50%;display:grid;
place-items:center;padding:0}
button:focus-visible{outline:3px solid ${accent};outline-offset:3px}
.launch{inline-size:56px;block-size:56px;box-shadow:0 6px 20px #0004}
svg{inline-size:28px;block-size:28px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round}
.badge{position:absolute;inset-block-start:-4px;inset-inline-end:-4px;min-inline-size:22px;padding:1px 6px;
border-radius:11px;background:#b3261e;color:#fff;font-size:13px;font-weight:600;text-align:center}
[hidden]{display:none}
div{position:fixed;inset-block-end:88px;inset-inline-end:20px;
inline-size:min(400px,100vw - 40px);block-size:min(640px,100dvh - 112px);border-radius:16px;overflow:hidden;
background:Canvas;color:CanvasText;box-shadow:0 12px 48px #0006;transition:opacity .18s,translate .18s}
div[inert]{transition:.18s;visibility:hidden;opacity:0;translate:0 12px}
iframe{position:absolute;inset:0;inline-size:100%;block-size:100%;border:0}
p{position:absolute;inset:0;display:grid;place-content:center;margin:0;padding:32px;text-align:center;
background:Canvas}
.close{position:absolute;inset-block-start:8px;inset-inline-end:8px;inline-size:40px;block-size:40px}
.close svg{inline-size:20px;block-size:20px}
@media(max-width:480px){div{inset:0;inline-size:100%;block-size:100dvh;border-radius:0;background:${accent}}
iframe{inset-block-start:44px;block-size:calc(100% - 44px)}
.close,.close[hidden]{display:grid;inset-block-start:2px}}
@media(prefers-reduced-motion:reduce){*{transition:none!important}}`);
  return made;
}
