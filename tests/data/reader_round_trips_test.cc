// Random data sets written in every format and read back.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "data/format_writers.h"
#include "data/reader_checks.h"
#include "data/readers.h"

namespace resketch::testing {
namespace {

/// 1 to 6 sequences of 1 to 8 steps of `dims` values that every format can hold exactly, three classes.
Dataset arbitrary_dataset(int dims, bool equal_lengths) {
  Dataset dataset;
  dataset.dims = dims;
  dataset.label_names = {"-1", "2", "10"};
  const int items = *rc::gen::inRange(1, 7);
  int steps = *rc::gen::inRange(1, 9);
  for (int item = 0; item < items; ++item) {
    if (!equal_lengths) steps = *rc::gen::inRange(1, 9);
    std::vector<float> values;
    for (int i = 0; i < steps * dims; ++i)
      values.push_back(static_cast<float>(*rc::gen::inRange(-4000, 4000)) / 16);
    dataset.append(values, *rc::gen::inRange(0, 3));
  }
  return dataset;
}

void check_equal(const Result<Dataset>& read, const Dataset& written, bool labelled) {
  if (!read.ok()) RC_FAIL(read.error().what());
  RC_ASSERT(read->dims == written.dims);
  RC_ASSERT(read->first_step == written.first_step);
  RC_ASSERT(read->values == written.values);
  for (int item = 0; labelled && item < written.size(); ++item) {
    RC_ASSERT(label_of(*read, item) == label_of(written, item));
  }
}

std::string labels_npy(const Dataset& dataset) {
  std::vector<std::int16_t> labels;
  for (int item = 0; item < dataset.size(); ++item) {
    labels.push_back(static_cast<std::int16_t>(std::stoi(label_of(dataset, item))));
  }
  return npy(">i2", fmt::format("({},)", labels.size()), numbers(labels, std::endian::big));
}

RC_GTEST_PROP(ReaderRoundTrip, NpzOfEqualLengths, ()) {
  const Dataset dataset = arbitrary_dataset(*rc::gen::inRange(1, 4), true);
  const std::vector<double> values(dataset.values.begin(), dataset.values.end());
  const std::string shape = fmt::format("({}, {}, {})", dataset.size(), dataset.steps(0), dataset.dims);
  const std::string file = zip({{"X.npy", npy("<f8", shape, numbers(values)), *rc::gen::arbitrary<bool>()},
                                {"y.npy", labels_npy(dataset), *rc::gen::arbitrary<bool>()}});
  check_equal(parse_npz(as_byte_span(file)), dataset, true);
}

RC_GTEST_PROP(ReaderRoundTrip, NpzOfUnequalLengths, ()) {
  const Dataset dataset = arbitrary_dataset(*rc::gen::inRange(1, 4), false);
  std::vector<std::uint32_t> lengths;
  for (int item = 0; item < dataset.size(); ++item)
    lengths.push_back(static_cast<std::uint32_t>(dataset.steps(item)));
  const std::string shape = fmt::format("({}, {})", dataset.first_step.back(), dataset.dims);
  const std::string file =
      zip({{"lengths.npy", npy("<u4", fmt::format("({},)", lengths.size()), numbers(lengths))},
           {"X.npy", npy(">f4", shape, numbers(dataset.values, std::endian::big))},
           {"y.npy", labels_npy(dataset)}});
  check_equal(parse_npz(as_byte_span(file)), dataset, true);
}

RC_GTEST_PROP(ReaderRoundTrip, Ts, ()) {
  const Dataset dataset = arbitrary_dataset(*rc::gen::inRange(1, 4), false);
  std::string file = "@classLabel true 10 -1 2\n@data\n";
  for (int item = 0; item < dataset.size(); ++item) {
    const SequenceView sequence = dataset[item];
    for (int dim = 0; dim < dataset.dims; ++dim) {
      for (int step = 0; step < sequence.steps; ++step) {
        file += fmt::format("{}{}", step == 0 ? "" : ",", sequence.values[step * dataset.dims + dim]);
      }
      file += ':';
    }
    file += label_of(dataset, item) + '\n';
  }
  check_equal(parse_ts(as_byte_span(file)), dataset, true);
}

RC_GTEST_PROP(ReaderRoundTrip, CsvWithRowsInAnyOrder, ()) {
  const Dataset dataset = arbitrary_dataset(2, false);
  std::vector<std::string> rows;
  for (int item = 0; item < dataset.size(); ++item) {
    for (int step = 0; step < dataset.steps(item); ++step) {
      rows.push_back(fmt::format("\"{}\",{},{},{},{}\n", label_of(dataset, item),
                                 dataset[item].values[step * 2], item, dataset[item].values[step * 2 + 1],
                                 step));
    }
  }
  // The first row of every item stays in front, so that items keep their order.
  const auto is_first = [](const std::string& row) { return row.ends_with(",0\n"); };
  std::stable_partition(rows.begin(), rows.end(), is_first);
  const auto rest = rows.begin() + dataset.size();
  for (auto row = rest; row != rows.end(); ++row)
    std::swap(*row, rest[*rc::gen::inRange<std::ptrdiff_t>(0, rows.end() - rest)]);
  std::string file = "label,x,id,force,step\n";
  for (const std::string& row : rows) file += row;
  check_equal(parse_csv(as_byte_span(file)), dataset, true);
}

RC_GTEST_PROP(ReaderRoundTrip, Mat, ()) {
  const Dataset dataset = arbitrary_dataset(3, false);
  const MatWriter mat{*rc::gen::element(std::endian::little, std::endian::big)};
  std::vector<std::string> items;
  std::vector<double> labels;
  for (int item = 0; item < dataset.size(); ++item) {
    const auto values = dataset[item].values;
    items.push_back(mat.doubles({3, dataset.steps(item)}, {values.begin(), values.end()}));
    labels.push_back(dataset.labels[item] + 1);
  }
  const std::string mixout = mat.cell(items, "mixout");
  const std::string consts = mat.consts(labels, dataset.label_names);
  const std::string file = mat.file(
      *rc::gen::arbitrary<bool>() ? mat.compressed(mixout) + mat.compressed(consts) : consts + mixout);
  check_equal(parse_mat(as_byte_span(file)), dataset, true);
}

RC_GTEST_PROP(ReaderRoundTrip, Idx, ()) {
  const Dataset dataset = arbitrary_dataset(*rc::gen::inRange(1, 4), true);
  const auto extent = [](int n) { return static_cast<std::uint32_t>(n); };
  const std::string file = idx(0x0D, {extent(dataset.size()), extent(dataset.steps(0)), extent(dataset.dims)},
                               numbers(dataset.values, std::endian::big));
  check_equal(parse_idx(as_byte_span(file)), dataset, false);
}

/// Bytes that begin like a file and go on at random: never a crash, always a sentence.
RC_GTEST_PROP(ReaderRoundTrip, RandomBytesAreRefusedWithASentence, (const std::string& noise)) {
  using Parser = Result<Dataset> (*)(ByteSpan);
  const std::pair<std::string, Parser> formats[] = {
      {std::string("\x93NUMPY\x01\x00", 8), parse_npy},
      {"PK\x03\x04", parse_npz},
      {MatWriter{}.file(""), parse_mat},
      {std::string("\x00\x00\x08\x03\x00\x00", 6), [](ByteSpan bytes) { return parse_idx(bytes); }},
      {"@data\n:", parse_ts},
      {"id,step,v\n\"", parse_csv}};
  for (const auto& [beginning, parser] : formats) {
    const std::string file = beginning + noise;
    const auto result = parser(as_byte_span(file));
    if (!result.ok()) RC_ASSERT(!result.error().message().empty());
  }
}

}  // namespace
}  // namespace resketch::testing
