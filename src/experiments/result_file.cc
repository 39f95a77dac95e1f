#include "experiments/result_file.h"

#include <fmt/format.h>

#include <chrono>
#include <ctime>

#include "base/files.h"

namespace resketch {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kResultFormat = 1;

std::string today() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&now, &utc);
  return fmt::format("{:04}-{:02}-{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday);
}

Json data_of(const RunRecord& record) {
  Json out = Json::array();
  for (const PreparedData* set : record.data) {
    out.push_back({{"name", set->name},
                   {"pool_items", set->pool.size()},
                   {"pool_fingerprint", set->pool_fingerprint},
                   {"test_items", set->test.size()},
                   {"test_fingerprint", set->test_fingerprint}});
  }
  return out;
}

template <typename Parts>
Json list_of(const Parts& parts) {
  Json out = Json::array();
  for (const auto& part : parts) out.push_back(to_json(part));
  return out;
}

}  // namespace

Result<void> write_result(const RunRecord& record) {
  Json figures = Json::object();
  for (const auto& [name, figure] : record.shown.figures) figures[name] = to_json(figure);
  const Json result = {{"resketch", "experiment result"},
                       {"format", kResultFormat},
                       {"experiment", record.experiment.name},
                       {"title", record.experiment.title},
                       {"shows", record.experiment.shows},
                       {"source", record.experiment.source},
                       {"scale", to_string(record.options.scale)},
                       {"seeds", record.sizes.seeds},
                       {"options",
                        {{"training", record.sizes.training},
                         {"holistic_cells", record.sizes.holistic.cells},
                         {"holistic_presentations",
                          {record.sizes.holistic.presentations, record.sizes.holistic.presentations_a_class}},
                         {"test_items", record.sizes.test_items},
                         {"pool_items", record.sizes.pool_items}}},
                       {"data", data_of(record)},
                       {"version", record.options.version},
                       {"commit", record.options.commit},
                       {"date", today()},
                       {"seconds", record.outcome.seconds},
                       {"models", record.outcome.models},
                       {"cells", record.outcome.cells},
                       {"reused", record.outcome.reused},
                       {"warnings", record.outcome.warnings},
                       {"notes", record.shown.notes},
                       {"figures", figures},
                       {"tables", list_of(record.shown.tables)},
                       {"charts", list_of(record.shown.charts)},
                       {"drawings", record.shown.drawings}};
  return write_file_atomically(record.outcome.file,
                               result.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace resketch
