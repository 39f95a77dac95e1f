#include "bench/report.h"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/files.h"

namespace resketch::bench {
namespace {

const std::string kNotTheSame = "not the same: ";

}  // namespace

const std::vector<Goal>& goals() {
  static const std::vector<Goal> kGoals = {
      {"latent_kernel_h10_peak_share", "at least 0.55"},
      {"latent_kernel_h16_peak_share", "at least 0.55"},
      {"training_kernel_peak_share", "at least 0.45"},
      {"train_vs_published_loop", "at least 2500"},
      {"train_vs_bmm", "at least 250"},
      {"infer_vs_published_loop", "at least 5000"},
      {"infer_vs_expert", "at least 50"},
      {"search_speedup_vs_adam50", "at least 5"},
      {"one_target_p50_ms", "at most 2"},
      {"one_target_p99_ms", "at most 4"},
      {"many_classes_cost_ratio", "at most 8"},
      {"many_classes_agreement", "at least 0.995"},
      {"thread_scaling_train", "at least 1.9"},
      {"thread_scaling_infer", "at least 1.9"},
      {"peak_memory_mb", "at most 500"},
  };
  return kGoals;
}

void Report::progress(std::string_view what) const {
  fmt::print(stderr, "bench: {}\n", what);
}

void Report::row(std::string_view what, std::string_view result) const {
  fmt::print("{:<58}  {}\n", what, result);
  std::fflush(stdout);
}

void Report::skip(const std::string& figure, std::string reason) {
  skipped_[figure] = std::move(reason);
}

void Report::refuse(const std::string& figure, std::string reason) {
  row(figure, kNotTheSame + reason);
  skip(figure, kNotTheSame + std::move(reason));
  refused_ = true;
}

void Report::print_goals() const {
  fmt::print("\n{:<30} {:>10}  {}\n", "figure", "value", "goal");
  for (const auto& [goal_name, goal] : goals()) {
    const std::string name(goal_name);
    if (const auto found = figures_.find(name); found != figures_.end()) {
      fmt::print("{:<30} {:>10.4g}  {}\n", name, found->second, goal);
    } else if (const auto why = skipped_.find(name); why != skipped_.end()) {
      const bool differed = why->second.starts_with(kNotTheSame);  // the details stand further up
      fmt::print("{:<30} {:>10}  {} ({})\n", name, "-", goal, differed ? "not the same" : why->second);
    }
  }
}

void Report::print_ratios(const Figures& old) const {
  fmt::print("\n{:<34} {:>10} {:>10} {:>7}\n", "figure", "old", "new", "new/old");
  for (const auto& [name, value] : figures_) {
    const auto before = old.find(name);
    if (before == old.end()) continue;
    fmt::print("{:<34} {:>10.4g} {:>10.4g} {:>7.2f}\n", name, before->second, value, value / before->second);
  }
}

std::string Report::json(const std::string& circumstances) const {
  nlohmann::json record = nlohmann::json::parse(circumstances);
  record["figures"] = figures_;
  record["skipped"] = nlohmann::json::array();
  for (const auto& [figure, reason] : skipped_)
    record["skipped"].push_back({{"figure", figure}, {"reason", reason}});
  return record.dump(2) + "\n";
}

Result<Figures> read_figures(const std::string& path) {
  constexpr std::uint64_t kMostBytes = 1 << 20;
  const auto bytes = read_file(path, kMostBytes);
  if (!bytes) return bytes.error();
  const auto* const text = reinterpret_cast<const char*>(bytes->data());
  const auto record = nlohmann::json::parse(text, text + bytes->size(), nullptr, /*allow_exceptions=*/false);
  const auto refuse = [&](const std::string& found) {
    return Error(ErrorCode::kBadInput,
                 "found " + found + ", expected a bench.json with numbers under figures", path);
  };
  if (!record.is_object() || !record.contains("figures") || !record["figures"].is_object())
    return refuse("no figures");
  Figures figures;
  for (const auto& [name, value] : record["figures"].items()) {
    if (!value.is_number()) return refuse("'" + name + "', which is no number");
    figures[name] = value.get<double>();
  }
  return figures;
}

}  // namespace resketch::bench
