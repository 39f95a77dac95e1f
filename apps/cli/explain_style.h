// How the explanation page looks, on screens and on paper, and its one little script.
#pragma once

namespace resketch::cli {

inline constexpr char kExplainStyle[] = R"css(
:root{--paper:#faf8f4;--card:#fff;--ink:#1d1b18;--soft:#6d675e;--line:#e5dfd4;--shadow:#cfc7b8;
--accent:#0b6e75;--unknown:#a15c00;--wrong:#b3261e;--more:#e06c22;--less:#2670d6;--bar:#b9cfd1;
--a0:#0b6e75;--a1:#b3471f;--a2:#5b4bb0;--a3:#3c7d22;--a4:#a3307c;--a5:#7a6300}
@media (prefers-color-scheme:dark){:root{--paper:#141516;--card:#1d1f21;--ink:#ece9e3;--soft:#a19b91;--line:#33363a;
--shadow:#4c4f54;--accent:#5cc4cb;--unknown:#e7a94b;--wrong:#ff8a80;--more:#f08a47;--less:#6aa5ff;--bar:#2f5c60;
--a0:#5cc4cb;--a1:#f08a47;--a2:#a99cf5;--a3:#8fcf6f;--a4:#f08ac8;--a5:#d9c04a}}
*{box-sizing:border-box}
html{scroll-behavior:smooth}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
font-variant-numeric:tabular-nums}
main{max-width:1080px;margin:0 auto;padding:40px 20px 80px}
h1,h2{font-family:"Iowan Old Style","Palatino Linotype",Palatino,Georgia,serif;font-weight:600;line-height:1.1;margin:0}
h1{font-size:clamp(30px,5vw,46px);margin:2px 0 14px}
h3{font-size:13px;font-weight:600;color:var(--soft);margin:0 0 10px}
.brand{margin:0;color:var(--accent);font-weight:600;letter-spacing:.02em}
.lead{font-size:19px;max-width:44em;margin:0 0 8px}
.note{color:var(--soft);font-size:14px;max-width:52em;margin:8px 0}
.filters{display:flex;flex-wrap:wrap;gap:8px;margin:24px 0 0}
.filters button{font:inherit;font-size:14px;color:var(--ink);background:none;border:1px solid var(--line);border-radius:99px;
padding:4px 14px;cursor:pointer}
.filters .on{background:var(--ink);color:var(--paper);border-color:var(--ink)}
nav{display:grid;grid-template-columns:repeat(auto-fill,minmax(62px,1fr));gap:8px;margin:16px 0 36px}
nav a{display:block;text-align:center;text-decoration:none;color:var(--ink);background:var(--card);border:1px solid var(--line);
border-radius:10px;padding:6px 2px 3px;font-size:12px;overflow:hidden}
nav a:hover{border-color:var(--accent)}
nav span{display:block;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
nav svg,nav img{width:44px}
nav .wrong span{color:var(--wrong);font-weight:600}
nav .unknown span{color:var(--unknown)}
article{background:var(--card);border:1px solid var(--line);border-radius:16px;padding:24px 26px 22px;margin:0 0 26px;
scroll-margin-top:16px}
article:target{border-color:var(--accent)}
article header{display:flex;flex-wrap:wrap;align-items:baseline;gap:4px 16px}
.id{color:var(--soft);overflow-wrap:anywhere}
h2{font-size:34px;overflow-wrap:anywhere;color:var(--accent)}
.unknown h2{color:var(--unknown);font-style:italic}
.wrong h2{color:var(--wrong)}
.truth{color:var(--soft);overflow-wrap:anywhere}
.truth.yes{color:var(--accent)}
.truth.no{color:var(--wrong)}
.why{font-size:17px;max-width:46em;margin:6px 0 20px;overflow-wrap:anywhere}
.main{display:flex;flex-wrap:wrap;gap:24px 40px;margin-bottom:24px}
.pair{display:flex;gap:16px;flex:1 1 430px;min-width:0}
figure{margin:0;flex:1 1 0;min-width:0;max-width:220px}
.curves figure{max-width:300px}
figcaption{font-size:13px;color:var(--soft);margin-top:6px;overflow-wrap:anywhere}
svg{display:block;width:100%;height:auto;margin:0 auto;overflow:hidden}
figure svg,.attempts svg,.mixture svg{background:var(--paper);border-radius:10px}
.def{position:absolute;width:0;height:0}
img{display:block;width:100%;height:auto;margin:0 auto;image-rendering:pixelated;border-radius:6px;
print-color-adjust:exact;-webkit-print-color-adjust:exact}
.difference img{outline:1px solid var(--line)}
path{fill:none;stroke-width:34;stroke-linecap:round;stroke-linejoin:round;stroke:var(--ink)}
circle{fill:var(--ink)}
.drawn .a0,.drawn .pen{stroke:var(--a0)}.drawn .a1{stroke:var(--a1)}.drawn .a2{stroke:var(--a2)}
.drawn .a3{stroke:var(--a3)}.drawn .a4{stroke:var(--a4)}.drawn .a5{stroke:var(--a5)}
.drawn circle{fill:var(--a0)}
.target path{stroke:var(--shadow);stroke-width:58}
.target circle{fill:var(--shadow)}
figure path{stroke-width:20}
figure .target path{stroke-width:36}
nav .drawn path,.mixture .drawn path{stroke-width:44}
nav .drawn .pen,.input .drawn .pen{stroke:var(--ink)}nav .drawn circle,.input .drawn circle{fill:var(--ink)}
nav circle,.mixture circle{r:40px}
.more{color:var(--more)}.less{color:var(--less)}
.mixture{flex:1 1 260px;min-width:0}
ul,ol{list-style:none;margin:0;padding:0}
.mixture li{display:grid;grid-template-columns:44px 1em 1fr 3.2em;gap:10px;align-items:center;margin-bottom:6px}
.n,.share{font-size:14px;color:var(--soft);text-align:right}
.bar{position:relative;display:block;height:8px;border-radius:4px;background:var(--line);print-color-adjust:exact;
-webkit-print-color-adjust:exact}
.bar b{display:block;height:100%;border-radius:4px;background:var(--bar)}
.mixture .bar b,.best .bar b{background:var(--accent)}
.unknown .best .bar b,.unknown .mixture .bar b{background:var(--unknown)}
.pose{margin-bottom:24px}
.pose>div{display:flex;flex-wrap:wrap;gap:16px}
.pose figure{flex:0 1 200px}
.pose ul{flex:1 1 200px}
.over{position:relative}
.over svg{position:absolute;inset:0;background:none;height:100%}
.grid path{stroke:var(--more);stroke-width:18}
.ties path{stroke:var(--unknown);stroke-width:7}
.time path{stroke:var(--accent);stroke-width:var(--line-width)}
.time .even{stroke:var(--shadow)}
.attempts ol{display:grid;grid-template-columns:repeat(auto-fill,minmax(84px,1fr));gap:16px 12px}
.attempts li{min-width:0;display:grid;grid-template-columns:1fr auto;gap:0 6px;align-content:start}
.attempts li>svg,.attempts li>img,.attempts .bar{grid-column:1/-1}
.attempts .bar{height:5px;margin-top:4px}
.attempts .label{font-weight:600;font-size:14px;margin-top:4px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.attempts .loss{font-size:13px;color:var(--soft);margin-top:5px}
.attempts li:not(.best) .drawn path{opacity:.75}
.attempts .best .label{color:var(--accent)}
.unknown .attempts .best .label{color:var(--unknown)}
.hidden{display:none}
@media (max-width:600px){main{padding:24px 12px 60px}article{padding:18px 16px;border-radius:12px}.pair{gap:10px;flex-basis:100%}
.attempts ol{grid-template-columns:repeat(auto-fill,minmax(68px,1fr))}}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#555;--line:#ccc;--shadow:#ccc;--accent:#0b6e75;--bar:#b9cfd1;
--unknown:#a15c00;--wrong:#b3261e}body{font-size:11pt}main{max-width:none;padding:0}.filters{display:none}
article{break-inside:avoid;border-radius:0;border-width:1px 0 0;padding:14pt 0}
.attempts ol{grid-template-columns:repeat(10,1fr)}}
)css";

inline constexpr char kExplainScript[] = R"js(
document.querySelectorAll('.filters button').forEach(function(button,_,all){
  button.onclick=function(){
    var kind=button.dataset.show;
    all.forEach(function(other){other.classList.toggle('on',other===button)});
    document.querySelectorAll('article,nav a').forEach(function(element){
      element.classList.toggle('hidden',kind!==''&&!element.classList.contains(kind));
    });
  };
});
)js";

}  // namespace resketch::cli
