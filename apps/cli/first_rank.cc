#include "cli/first_rank.h"

#include "base/files.h"
#include "base/share.h"
#include "model_file/model_file.h"

namespace resketch {

template <typename Archive, MaybeConst<Dataset> T>
void visit(Archive& archive, T& data) {
  auto& [name, kind, dims, values, first_step, labels, label_names, ids] = data;
  archive(name, kind, dims, values, first_step, labels, label_names, ids);
}

namespace cli {

Result<Dataset> read_on_first(const Ranks& ranks, const std::function<Result<Dataset>()>& read) {
  return from_first(ranks, read);
}

Result<Model> load_on_first(const Ranks& ranks, const std::string& path) {
  if (ranks.count == 1) return load_model(path);
  const auto bytes = from_first<Bytes>(ranks, [&] { return read_file(path, ModelLimits::kFileBytes); });
  if (!bytes) return bytes.error();
  auto model = parse_model(*bytes);
  return model ? std::move(model) : model.error().in_file(path);
}

}  // namespace cli
}  // namespace resketch
