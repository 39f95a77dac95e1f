#include "cli/report_result.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/files.h"
#include "cli/output.h"

namespace resketch::cli {
namespace {

constexpr std::uint64_t kLargestResult = 256U << 20U;
constexpr int kFormat = 1;

/// A value of the file and where it stands; what is not as expected is thrown as an Error and caught in
/// `read_result`.
class Place {
 public:
  Place(const Json& json, std::string path) : json_(json), path_(std::move(path)) {}

  Place operator[](const std::string& key) const {
    need(json_.is_object(), "an object");
    const auto found = json_.find(key);
    if (found == json_.end()) throw Error(ErrorCode::kBadInput, "is missing", {}, inside(key));
    return {*found, inside(key)};
  }
  std::string text() const {
    need(json_.is_string(), "text");
    return json_.get<std::string>();
  }
  bool flag() const {
    need(json_.is_boolean(), "true or false");
    return json_.get<bool>();
  }
  double number() const {
    need(json_.is_number(), "a number");
    return json_.get<double>();
  }
  int whole(int high) const {
    need(json_.is_number_integer() && json_.get<double>() >= 0 && json_.get<double>() <= high,
         fmt::format("a whole number from 0 to {}", high));
    return json_.get<int>();
  }
  /// NaN for null.
  double number_or_null() const { return json_.is_null() ? Figure::kNone : number(); }
  /// Null or absent: nothing.
  std::optional<double> optional_number(const std::string& key) const {
    if (!json_.contains(key) || json_[key].is_null()) return std::nullopt;
    return (*this)[key].number();
  }
  /// Absent: empty.
  std::string optional_text(const std::string& key) const {
    return json_.contains(key) ? (*this)[key].text() : std::string();
  }
  template <typename Do>
  void each(const Do& work) const {
    need(json_.is_array(), "a list");
    for (std::size_t i = 0; i < json_.size(); ++i) work(Place(json_[i], fmt::format("{}[{}]", path_, i)));
  }
  template <typename Do>
  void each_member(const Do& work) const {
    need(json_.is_object(), "an object");
    for (const auto& [key, value] : json_.items()) work(key, Place(value, inside(key)));
  }
  std::vector<std::string> texts() const {
    std::vector<std::string> out;
    each([&](const Place& item) { out.push_back(item.text()); });
    return out;
  }
  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ErrorCode::kBadInput, what, {}, path_);
  }

 private:
  std::string inside(const std::string& key) const { return path_.empty() ? key : path_ + "." + key; }
  void need(bool fits, const std::string& what) const {
    if (!fits) refuse(fmt::format("is {}, expected {}", json_.type_name(), what));
  }

  const Json& json_;
  std::string path_;
};

Figure read_figure(const Place& place) {
  Figure figure{.value = place["value"].number_or_null(), .sd = place["sd"].number_or_null()};
  figure.n = place["n"].whole(1'000'000);
  figure.published = place["published"].number_or_null();
  figure.source = place["source"].text();
  figure.items = static_cast<int>(place.optional_number("items").value_or(0));
  figure.published_sd = place.optional_number("published_sd").value_or(Figure::kNone);
  figure.published_n = static_cast<int>(place.optional_number("published_n").value_or(0));
  figure.uncertainty = place.optional_number("uncertainty").value_or(Figure::kNone);
  return figure;
}

ReportTable read_table(const Place& place) {
  ReportTable table{
      place["title"].text(), place["note"].text(), place["heads"].texts(), place["columns"].texts(), {}};
  place["rows"].each([&](const Place& row) {
    table.rows.push_back({row["heads"].texts(), row["figures"].texts()});
    if (table.rows.back().heads.size() != table.heads.size() ||
        table.rows.back().figures.size() != table.columns.size())
      row.refuse(fmt::format("does not have {} heads and {} figures as the table's first line",
                             table.heads.size(), table.columns.size()));
  });
  return table;
}

ReportChart read_chart(const Place& place) {
  ReportChart chart{.kind = place["kind"].text(),
                    .title = place["title"].text(),
                    .note = place["note"].text(),
                    .x_title = place["x_title"].text(),
                    .y_title = place["y_title"].text(),
                    .value_title = place["value_title"].text(),
                    .logarithmic = place["logarithmic"].flag(),
                    .rows = {}};
  if (chart.kind != "heatmap" && chart.kind != "bars" && chart.kind != "points")
    place["kind"].refuse("is no kind of chart; expected heatmap, bars or points");
  place["rows"].each([&](const Place& row) {
    chart.rows.push_back({row["x"].text(), row["y"].text(), row.optional_number("value"),
                          row.optional_number("sd"), row.optional_text("text")});
  });
  return chart;
}

ReportDrawing::Item read_item(const Place& place, bool pen) {
  ReportDrawing::Item item{.caption = place["caption"].text(), .values = {}};
  place["values"].each([&](const Place& step) {
    int dims = 0;
    step.each([&](const Place& value) {
      const double number = value.number();
      if (!(std::abs(number) < 1e6)) value.refuse("is too large to draw");
      item.values.push_back(static_cast<float>(number));
      ++dims;
    });
    if (item.steps == 0) item.dims = dims;
    if (dims != item.dims || dims == 0)
      step.refuse(fmt::format("has {} values, expected {}", dims, item.dims));
    ++item.steps;
  });
  if (item.steps == 0) place["values"].refuse("is empty");
  if (pen && item.dims != 2) place["values"].refuse("is no pen stroke: its steps do not have x and y");
  return item;
}

ReportDrawing read_drawing(const Place& place) {
  ReportDrawing drawing{.kind = place["kind"].text(), .title = place["title"].text(), .rows = {}};
  if (drawing.kind != "pen" && drawing.kind != "image")
    place["kind"].refuse("is no kind of drawing; expected pen or image");
  place["rows"].each([&](const Place& row) {
    ReportDrawing::Row out{row["label"].text(), {}};
    row["items"].each(
        [&](const Place& item) { out.items.push_back(read_item(item, drawing.kind == "pen")); });
    drawing.rows.push_back(std::move(out));
  });
  return drawing;
}

ReportResult read(const Place& root) {
  ReportResult out;
  out.experiment = root["experiment"].text();
  out.title = root["title"].text();
  out.shows = root["shows"].text();
  out.source = root["source"].text();
  out.scale = root["scale"].text();
  out.version = root["version"].text();
  out.commit = root["commit"].text();
  out.date = root["date"].text();
  out.seconds = root["seconds"].number();
  root["seeds"].each(
      [&](const Place& seed) { out.seeds.push_back(static_cast<std::uint64_t>(seed.number())); });
  root["data"].each([&](const Place& set) {
    constexpr int kMany = 1'000'000'000;
    out.data.push_back({set["name"].text(), set["pool_items"].whole(kMany), set["test_items"].whole(kMany)});
  });
  out.notes = root["notes"].texts();
  out.warnings = root["warnings"].texts();
  root["figures"].each_member([&](const std::string& name, const Place& figure) {
    out.figures.emplace_back(name, read_figure(figure));
  });
  root["tables"].each([&](const Place& table) {
    out.tables.push_back(read_table(table));
    for (const auto& row : out.tables.back().rows) {
      for (const std::string& name : row.figures) {
        if (!name.empty() && out.find(name) == nullptr)
          table.refuse(fmt::format("shows a figure '{}' that the file does not have", name));
      }
    }
  });
  root["charts"].each([&](const Place& chart) { out.charts.push_back(read_chart(chart)); });
  root["drawings"].each([&](const Place& drawing) { out.drawings.push_back(read_drawing(drawing)); });
  return out;
}

}  // namespace

const Figure* ReportResult::find(const std::string& name) const {
  const auto found = std::ranges::find(figures, name, [](const auto& figure) { return figure.first; });
  return found == figures.end() ? nullptr : &found->second;
}

Result<ReportResult> read_result(const std::filesystem::path& path) {
  const auto bytes = read_file(path, kLargestResult);
  if (!bytes) return bytes.error();
  const auto* text = reinterpret_cast<const char*>(bytes->data());
  const Json json = Json::parse(text, text + bytes->size(), nullptr, false);
  if (json.is_discarded())
    return Error(ErrorCode::kBadInput,
                 "is not JSON, so it is no result of 'resketch experiment run', or damaged", path.string());
  if (!json.is_object() || json.value("resketch", Json()) != "experiment result")
    return Error(ErrorCode::kBadInput, "is no result of 'resketch experiment run'", path.string());
  try {
    const Place root(json, "");
    if (const int format = root["format"].whole(1'000'000); format > kFormat)
      return Error(ErrorCode::kUnsupported,
                   fmt::format("has format {}; this program reads up to {}", format, kFormat), path.string());
    return read(root);
  } catch (const Error& error) {
    return error.in_file(path.string());
  }
}

}  // namespace resketch::cli
