// resketch data: the named sets, what a set or file holds, and downloads.
#include <fmt/format.h>

#include <algorithm>

#include "cli/command.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "cli/terminal.h"

namespace resketch::cli {
namespace {

Result<void> list(bool json) {
  for (const auto& set : named_sets()) {
    const char* state = set.embedded ? "built in" : set.present ? "present" : "not fetched";
    if (json) {
      print_json({{"name", set.name},
                  {"description", set.description},
                  {"licence", set.licence},
                  {"synthetic", set.synthetic},
                  {"embedded", set.embedded},
                  {"present", set.present || set.embedded},
                  {"folder", set.folder}});
    } else {
      print(
          fmt::format("{}  {}  {} ({})\n", pad(set.name, 14), pad(state, 11), set.description, set.licence));
      if (!set.embedded && !set.folder.empty())
        print(fmt::format("{}{}\n", std::string(29, ' '), printable(set.folder)));
    }
  }
  return {};
}

/// What a dataset holds, in figures.
struct Description {
  int shortest = 0, median = 0, longest = 0;
  float low = 0, high = 0;
  int unlabelled = 0;
  std::vector<int> per_class;
};

Description describe(const Dataset& data) {
  Description result;
  std::vector<int> lengths;
  result.per_class.resize(data.label_names.size());
  for (int item = 0; item < data.size(); ++item) {
    lengths.push_back(data.steps(item));
    const int label = data.labels[item];
    ++(label == Dataset::kUnlabelled ? result.unlabelled : result.per_class[label]);
  }
  std::ranges::sort(lengths);
  result.shortest = lengths.front();
  result.median = lengths[lengths.size() / 2];
  result.longest = lengths.back();
  const auto [low, high] = std::ranges::minmax(data.values);
  result.low = low;
  result.high = high;
  return result;
}

void print_description(const Dataset& data, const Description& found) {
  print(fmt::format("{}: {} items, {} classes, {}\n", printable(data.name), data.size(),
                    data.label_names.size(), to_string(data.kind)));
  print(fmt::format("length  {} to {} steps, median {}\n", found.shortest, found.longest, found.median));
  print(fmt::format("dims    {} values a step, from {:.4g} to {:.4g}\n", data.dims, found.low, found.high));
  std::size_t width = 5;
  for (const auto& label : data.label_names) width = std::max(width, std::min<std::size_t>(label.size(), 24));
  print(fmt::format("\n{}  items\n", pad("class", width)));
  for (std::size_t i = 0; i < data.label_names.size(); ++i) {
    print(fmt::format("{}  {:>5}\n", pad(printable(data.label_names[i]), width), found.per_class[i]));
  }
  if (found.unlabelled > 0) print(fmt::format("{}  {:>5}\n", pad("(no label)", width), found.unlabelled));
}

Result<void> info(const std::string& name, const DataFlags& items, bool json) {
  auto data = load(name, items, Split::kAll);
  if (!data) return data.error();
  const Description found = describe(*data);
  if (!json) {
    print_description(*data, found);
    return {};
  }
  Json per_class = Json::object();
  for (std::size_t i = 0; i < data->label_names.size(); ++i)
    per_class[data->label_names[i]] = found.per_class[i];
  print_json({{"name", data->name},
              {"kind", std::string(to_string(data->kind))},
              {"items", data->size()},
              {"classes", data->label_names.size()},
              {"lengths", {{"min", found.shortest}, {"median", found.median}, {"max", found.longest}}},
              {"dims", data->dims},
              {"per_class", per_class},
              {"unlabelled", found.unlabelled},
              {"range", {shortest(found.low), shortest(found.high)}},
              {"fingerprint", data->fingerprint()}});
  return {};
}

Result<void> fetch(const std::string& name, const std::string& base_url) {
  ProgressLine progress;
  FetchOptions options;
  options.base_url = base_url;
  options.progress = progress.callback();
  auto fetched = fetch_dataset(name, options);
  progress.clear();
  if (!fetched) return fetched;
  for (const auto& set : named_sets()) {
    if (set.name == name) say(fmt::format("{} is in {}", name, set.folder));
  }
  return {};
}

void add_data_list(CLI::App& app, Work& work) {
  auto* command = add_command(app, "list", "Lists the named sets, and where they are looked for",
                              "  resketch data list\n  resketch data list --json | jq -r .name");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "print one JSON object a line");
  command->callback([json, &work] { work = [json] { return list(*json); }; });
}

void add_data_info(CLI::App& app, Work& work) {
  struct Flags {
    std::string name;
    DataFlags items;
    bool json = false;
  };
  auto flags = std::make_shared<Flags>();
  auto* command =
      add_command(app, "info", "Prints what a named set or file holds",
                  "  resketch data info digits-sample\n  resketch data info strokes.csv --kind pen --json");
  command->add_option("DATA", flags->name, "a named set or a file")->required()->type_name(" ");
  add_data_flags(*command, flags->items, "all");
  add_limit_flag(*command, flags->items);
  command->add_flag("--json", flags->json, "print one JSON object");
  command->callback(
      [flags, &work] { work = [flags] { return info(flags->name, flags->items, flags->json); }; });
}

void add_data_fetch(CLI::App& app, Work& work) {
  struct Flags {
    std::string name, from;
  };
  auto flags = std::make_shared<Flags>();
  auto* command = add_command(app, "fetch",
                              "Downloads a named set from its publisher; goes on where a download broke off",
                              "  resketch data fetch characters\n"
                              "  RESKETCH_DATA=/srv/data resketch data fetch mnist");
  command->add_option("SET", flags->name, "its name")->required()->type_name(" ");
  command->add_option("--from", flags->from, "a mirror's address instead of the publisher's")
      ->type_name("URL");
  command->callback([flags, &work] { work = [flags] { return fetch(flags->name, flags->from); }; });
}

}  // namespace

void add_data(CLI::App& app, Work& work) {
  auto* command = add_command(app, "data", "Lists, describes and downloads data",
                              "  resketch data list\n  resketch data info pen\n  resketch data fetch mnist");
  command->require_subcommand(1);
  add_data_list(*command, work);
  add_data_info(*command, work);
  add_data_fetch(*command, work);
}

}  // namespace resketch::cli
