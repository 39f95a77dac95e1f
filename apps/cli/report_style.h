// How the report looks, on screens and on paper, and the script that has its charts drawn.
#pragma once

namespace resketch::cli {

inline constexpr char kReportStyle[] = R"css(
:root{--paper:#faf8f4;--card:#fff;--ink:#1d1b18;--soft:#6d675e;--line:#e5dfd4;--accent:#0b6e75;--off:#b3471f;--offpaper:#fbeee7}
@media (prefers-color-scheme:dark){:root{--paper:#141516;--card:#1d1f21;--ink:#ece9e3;--soft:#a19b91;--line:#33363a;
--accent:#5cc4cb;--off:#f0a27e;--offpaper:#3a2318}}
*{box-sizing:border-box}
html{scroll-behavior:smooth}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
font-variant-numeric:tabular-nums}
main{max-width:1120px;margin:0 auto;padding:40px 20px 80px}
h1,h2{font-family:"Iowan Old Style","Palatino Linotype",Palatino,Georgia,serif;font-weight:600;line-height:1.1;margin:0}
h1{font-size:clamp(30px,5vw,46px);margin:2px 0 14px}
h2{font-size:clamp(24px,3.6vw,32px);color:var(--accent)}
h3{font-size:17px;line-height:1.3;margin:0 0 4px}
h4{font-size:13px;font-weight:600;color:var(--soft);margin:0 0 6px}
.brand{margin:0;color:var(--accent);font-weight:600;letter-spacing:.02em}
.lead{font-size:19px;max-width:44em;margin:0 0 8px}
.note,.foot,.meta{color:var(--soft);font-size:14px;max-width:56em;margin:4px 0 10px}
.foot{margin:8px 0 0;font-size:13px}
.quick{border-left:4px solid var(--off);padding:2px 0 2px 12px;margin:12px 0;max-width:56em}
nav{display:grid;grid-template-columns:repeat(auto-fill,minmax(230px,1fr));gap:8px;margin:22px 0 36px}
nav a{display:block;text-decoration:none;color:var(--ink);background:var(--card);border:1px solid var(--line);border-radius:10px;
padding:8px 12px;font-size:14px;line-height:1.35}
nav a:hover,nav a:focus-visible{border-color:var(--accent)}
nav span{display:block;color:var(--soft);font-size:13px}
article{background:var(--card);border:1px solid var(--line);border-radius:16px;padding:26px 26px 22px;margin:0 0 26px;
scroll-margin-top:16px;min-width:0}
article>p:first-of-type{font-size:17px;max-width:46em;margin:8px 0 4px}
section{margin:28px 0 0;min-width:0}
.scroll{overflow-x:auto;margin:0 -4px;padding:0 4px}
table{border-collapse:collapse;font-size:14px;line-height:1.35}
th,td{text-align:right;padding:6px 10px;border-bottom:1px solid var(--line);vertical-align:top;white-space:nowrap}
thead th{color:var(--soft);font-weight:600;border-bottom-width:2px}
thead th:not(.value),tbody th{text-align:left;font-weight:600}
tbody th{color:var(--ink)}
td b{font-weight:600}
td i{font-style:normal;font-weight:400;color:var(--soft)}
td span{display:block;color:var(--soft);font-size:13px}
td em{font-style:normal;color:var(--off);font-size:11px;margin-left:3px}
td.differs{background:var(--offpaper);print-color-adjust:exact;-webkit-print-color-adjust:exact}
td.differs b{color:var(--off)}
.chart{width:100%;max-width:760px;min-height:60px}
.chart.heatmap{max-width:520px}
.chart svg{max-width:100%;height:auto}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:0 32px}
.sketches{margin:12px 0 0}
.sketches>div{display:grid;grid-template-columns:repeat(auto-fill,minmax(92px,1fr));gap:12px}
figure{margin:0;min-width:0;max-width:150px}
figcaption{font-size:12px;line-height:1.3;color:var(--soft);margin-top:4px;overflow-wrap:anywhere}
figure svg{display:block;width:100%;background:var(--paper);border-radius:8px}
figure path{fill:none;stroke:var(--ink);stroke-width:26;stroke-linecap:round;stroke-linejoin:round}
figure circle{fill:var(--accent)}
img{display:block;width:100%;height:auto;image-rendering:pixelated;border-radius:6px;print-color-adjust:exact;
-webkit-print-color-adjust:exact}
.list{margin:16px 0 0;padding-left:20px;font-size:14px;max-width:56em}
details{margin:40px 0 0;color:var(--soft);font-size:13px}
pre{white-space:pre-wrap;overflow-wrap:anywhere}
.failed{color:var(--off)}
@media (max-width:600px){main{padding:24px 12px 60px}article{padding:18px 14px;border-radius:12px}th,td{padding:5px 7px}
.sketches>div{grid-template-columns:repeat(auto-fill,minmax(72px,1fr));gap:8px}}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#555;--line:#ccc;--accent:#0b6e75;--off:#b3471f;--offpaper:#fbeee7}
body{font-size:10pt}main{max-width:none;padding:0}nav,details{display:none}article{border:0;border-top:1px solid #ccc;
border-radius:0;padding:14pt 0}section{break-inside:avoid}.scroll{overflow:visible}table{font-size:8pt}th,td{padding:2px 5px}
td span{font-size:7.5pt}}
)css";

// The page says "drawn" when all is done, which tests wait for.
inline constexpr char kReportScript[] = R"js(
Promise.all(Array.from(document.querySelectorAll('.chart'),function(place){
  var spec=JSON.parse(place.querySelector('script').textContent);
  var target=document.createElement('div');
  target.style.width='100%';
  place.appendChild(target);
  return vegaEmbed(target,spec,{actions:false,renderer:'svg'}).catch(function(error){
    target.className='failed';
    target.textContent='This figure could not be drawn: '+error.message;
    console.error(error);
  });
})).then(function(){document.body.dataset.drawn='yes';});
)js";

}  // namespace resketch::cli
