// Table 1: clustered against random exemplars, without noise.
#include "experiments/catalogue.h"
#include "experiments/mic.h"

namespace resketch {

Experiment mic_clustering() {
  Experiment out{.name = "mic-clustering",
                 .title = "Clustered against random exemplars",
                 .shows = "Whether four cluster centres a class serve better than four random examples.",
                 .source = "MIC, Table 1 of the first report; first row of the revised report"};
  TableSpec first{.title = "Table 1: accuracy without noise, first report (one run)",
                  .note = "",
                  .heads = {"data"},
                  .columns = {"random", "clustered"}};
  TableSpec revised{.title = "Accuracy without noise, revised report (five repeats)",
                    .note = "",
                    .heads = {"data"},
                    .columns = {"random", "clustered"}};
  for (const std::string data : {"mnist", "characters"}) {
    TableSpec::Row first_row{{data}, {}};
    TableSpec::Row revised_row{{data}, {}};
    for (const Selection selection : {Selection::kRandom, Selection::kKMeans}) {
      const Variant variant = inverse_variant(data, selection, 0, 0);
      out.variants.push_back(variant);
      const std::string word = selection_word(selection);
      for (const FirstNoiseTable& table : first_noise_tables()) {
        if (table.data != data || table.selection != selection) continue;
        out.figures.push_back({"table1." + data + "." + word, variant.name, "accuracy.50",
                               published_share(data, table.rows[0].overall), kFirstReport});
      }
      const RevisedNoiseRow& row = revised_noise_rows(data)[0];
      out.figures.push_back({"revised." + data + "." + word, variant.name, "accuracy.50",
                             selection == Selection::kRandom ? row.random : row.clustered, kRevisedReport});
      first_row.figures.push_back("table1." + data + "." + word);
      revised_row.figures.push_back("revised." + data + "." + word);
    }
    first.rows.push_back(first_row);
    revised.rows.push_back(revised_row);
  }
  out.tables = {first, revised};
  out.present = [](const Measured& measured, Presentation& shown) {
    for (const std::string data : {"mnist", "characters"}) {
      const auto random = measured.values(setting_name(data, Selection::kRandom, 0, 0), "accuracy.50");
      auto gain = measured.values(setting_name(data, Selection::kKMeans, 0, 0), "accuracy.50");
      for (std::size_t s = 0; s < gain.size(); ++s) gain[s] -= random[s];
      const RevisedNoiseRow& row = revised_noise_rows(data)[0];
      const Published published{.value = row.clustered.value - row.random.value};
      Figure figure = make_figure(summarise(gain), 0, published, kRevisedReport);
      figure.uncertainty = Figure::kNone;  // how the published runs pair is not known
      shown.figure("trend." + data + ".clustered_minus_random", figure);
    }
    shown.tables.push_back({"Gain of clustering, paired by seed",
                            "",
                            {"data"},
                            {"clustered - random"},
                            {{{"mnist"}, {"trend.mnist.clustered_minus_random"}},
                             {{"characters"}, {"trend.characters.clustered_minus_random"}}}});
  };
  return out;
}

}  // namespace resketch
