// CSV in long form: a header, then a row for every step of every item:
//   id,step,x,y,label
//   first,0,0.5,1.25,a
// Rows of an item need not stand together; its steps are numbers of any kind, sorted, and none may come
// twice. Items are in the order in which they first appear. An empty label is none; an item has one label
// throughout.
#include <algorithm>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

#include "data/csv_columns.h"
#include "data/csv_rows.h"
#include "data/finish.h"
#include "data/input_errors.h"
#include "data/labels.h"
#include "data/readers.h"
#include "data/text.h"

namespace resketch {
namespace {

struct Row {
  double step;
  std::uint32_t item;
  std::uint32_t line;
};

struct Item {
  std::uint32_t first_line;
  int label;
};

/// Everything in the file, in its order. Lines and items fit 32 bits: a file has at most 2^31 bytes.
struct Table {
  std::vector<Row> rows;
  std::vector<float> values;  ///< [rows, D]
  std::vector<Item> items;
  std::vector<std::string> ids;
  LabelIndex labels;
};

class TableReader {
 public:
  TableReader(const CsvColumns& columns, Table& table) : columns_(columns), table_(table) {}

  Result<void> add(const CsvRows& row) {
    const auto& fields = row.fields();
    line_ = row.line();
    if (fields.size() != columns_.names.size()) {
      return bad_input(at_line(line_),
                       fmt::format("{} fields; the header has {}", fields.size(), columns_.names.size()));
    }
    const std::string_view id = trimmed(fields[columns_.id]);
    if (id.empty()) return error_in(columns_.id, "is empty");
    const auto step = parse_number(trimmed(fields[columns_.step]));
    if (!step || !(std::abs(*step) <= std::numeric_limits<double>::max())) {
      return error_in(columns_.step,
                      fmt::format("{} is not a finite number", in_quotes(fields[columns_.step])));
    }
    for (const std::size_t column : columns_.values) {
      const auto value = parse_number(trimmed(fields[column]));
      if (!value || !(std::abs(*value) <= std::numeric_limits<float>::max())) {
        return error_in(column, fmt::format("{} is not a finite number", in_quotes(fields[column])));
      }
      table_.values.push_back(static_cast<float>(*value));
    }
    const int label = label_of(fields);
    const auto line = static_cast<std::uint32_t>(line_);
    const auto [found, is_new] =
        items_.try_emplace(std::string(id), static_cast<std::uint32_t>(table_.items.size()));
    if (is_new) {
      table_.items.push_back({line, label});
      table_.ids.emplace_back(id);
    }
    const Item& item = table_.items[found->second];
    if (item.label != label) {
      return error_in(*columns_.label,
                      fmt::format("item {} is labelled {} here, but not on line {}", in_quotes(id),
                                  in_quotes(fields[*columns_.label]), item.first_line));
    }
    table_.rows.push_back({*step, found->second, line});
    return {};
  }

 private:
  int label_of(const std::vector<std::string_view>& fields) {
    if (!columns_.label) return Dataset::kUnlabelled;
    const std::string_view label = trimmed(fields[*columns_.label]);
    return label.empty() ? Dataset::kUnlabelled : table_.labels.add(label);
  }
  Error error_in(std::size_t column, std::string_view what) const {
    return bad_input(at_line(line_), fmt::format("column {}: {}", in_quotes(columns_.names[column]), what));
  }

  const CsvColumns& columns_;
  Table& table_;
  std::unordered_map<std::string, std::uint32_t> items_;
  std::uint64_t line_ = 0;
};

/// Rows by item and step. @errors kBadInput if an item has a step twice
Result<Dataset> dataset_of(Table table, std::size_t dims) {
  std::vector<std::uint32_t> order(table.rows.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
    const Row& left = table.rows[a];
    const Row& right = table.rows[b];
    if (left.item != right.item) return left.item < right.item;
    return left.step != right.step ? left.step < right.step : a < b;
  });

  Dataset dataset;
  dataset.dims = static_cast<int>(dims);
  dataset.values.reserve(table.values.size());
  dataset.first_step.reserve(table.items.size() + 1);
  const Row* before = nullptr;
  for (const std::uint32_t i : order) {
    const Row& row = table.rows[i];
    if (before == nullptr || before->item != row.item) {
      dataset.first_step.push_back(dataset.values.size() / dims);
    } else if (before->step == row.step) {
      return bad_input(at_line(row.line),
                       fmt::format("item {} has step {} twice, first on line {}",
                                   in_quotes(table.ids[row.item]), row.step, before->line));
    }
    const auto values = std::span(table.values).subspan(i * dims, dims);
    dataset.values.insert(dataset.values.end(), values.begin(), values.end());
    before = &row;
  }
  dataset.first_step.push_back(dataset.values.size() / dims);
  dataset.labels.reserve(table.items.size());
  for (const Item& item : table.items) dataset.labels.push_back(item.label);
  dataset.ids = std::move(table.ids);
  table.labels.name_labels(dataset);
  return dataset;
}

}  // namespace

Result<Dataset> parse_csv(ByteSpan file) {
  const auto text = text_of(file);
  if (!text) return text.error();
  CsvRows rows(*text);
  const auto has_header = rows.next();
  if (!has_header) return has_header.error();
  if (!*has_header)
    return bad_input(at_line(1), "the file is empty; expected a header with id, step and values");
  const auto columns = find_csv_columns(rows.fields());
  if (!columns) return columns.error();

  Table table;
  {
    TableReader reader(*columns, table);
    while (true) {
      const auto more = rows.next();
      if (!more) return more.error();
      if (!*more) break;
      if (const auto added = reader.add(rows); !added) return added.error();
    }
  }
  auto dataset = dataset_of(std::move(table), columns->values.size());
  if (!dataset) return dataset;
  return finish_dataset(std::move(*dataset));
}

}  // namespace resketch
