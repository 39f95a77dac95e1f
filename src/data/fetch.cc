// Downloading named sets from their publishers.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include "base/files.h"
#include "data/download.h"
#include "data/named_sets.h"
#include "data/zip.h"
#include "resketch/dataset.h"

namespace resketch {
namespace {

namespace fs = std::filesystem;

struct RemoteFile {
  std::string_view name;
  ExpectedFile expected;
  std::string_view unpacked = {};  // the member of the zip that is kept, if it is one
};

struct Publisher {
  std::string_view set;
  std::string_view address;
  std::vector<RemoteFile> files;
};

std::vector<Publisher> publishers() {
  return {
      {"characters",
       "https://archive.ics.uci.edu/static/public/175/",
       {{"character+trajectories.zip", {}, "mixoutALL_shifted.mat"}}},
      {"mnist",
       "https://ossci-datasets.s3.amazonaws.com/mnist/",
       {{"train-images-idx3-ubyte.gz",
         {9912422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"}},
        {"train-labels-idx1-ubyte.gz",
         {28881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"}},
        {"t10k-images-idx3-ubyte.gz",
         {1648877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"}},
        {"t10k-labels-idx1-ubyte.gz",
         {4542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"}}}},
      {"fashion-mnist",
       "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
       {{"train-images-idx3-ubyte.gz",
         {26421880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"}},
        {"train-labels-idx1-ubyte.gz",
         {29515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"}},
        {"t10k-images-idx3-ubyte.gz",
         {4422102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"}},
        {"t10k-labels-idx1-ubyte.gz",
         {5148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"}}}},
  };
}

// The member whose path ends in `name`: publishers move files between folders of their archives.
Result<Bytes> unpack(const Bytes& zip, std::string_view name) {
  const auto archive = open_zip(zip);
  if (!archive.ok()) return archive.error();
  for (const ZipMember& member : archive->members) {
    if (fs::path(member.name).filename() == name) return read_zip_member(*archive, member);
  }
  return Error(ErrorCode::kBadInput, fmt::format("the archive has no file {}", name));
}

// The progress of the whole set, told from that of its files.
class SetProgress {
 public:
  SetProgress(const std::vector<RemoteFile>& files, const ProgressFn& progress) : progress_(progress) {
    for (const RemoteFile& file : files) total_ += static_cast<double>(file.expected.bytes);
  }
  ProgressFn of_next_file() {
    before_ += latest_;
    latest_ = 0;
    if (!progress_) return {};
    return [this](const Progress& of_file) {
      latest_ = of_file.done;
      Progress progress = of_file;
      progress.done = before_ + of_file.done;
      progress.total = total_ > 0 ? total_ : of_file.total;
      progress.seconds = std::chrono::duration<double>(Clock::now() - start_).count();
      return progress_(progress);
    };
  }

 private:
  using Clock = std::chrono::steady_clock;
  const ProgressFn& progress_;
  double total_ = 0;
  double before_ = 0;
  double latest_ = 0;
  Clock::time_point start_ = Clock::now();
};

void remove_quietly(const fs::path& path) {
  std::error_code ignored;
  fs::remove(path, ignored);
}

fs::path target_of(const RemoteFile& file, const fs::path& folder) {
  return folder / (file.unpacked.empty() ? file.name : file.unpacked);
}

bool is_there(const RemoteFile& file, const fs::path& folder) {
  fs::path target = target_of(file, folder);
  std::error_code ignored;
  if (fs::exists(target, ignored)) return true;
  return target.extension() == ".gz" && fs::exists(target.replace_extension(), ignored);
}

Result<void> fetch_file(const RemoteFile& file, const std::string& address, const fs::path& folder,
                        const DownloadOptions& options) {
  const std::string url = address + std::string(file.name);
  const fs::path part = folder / fmt::format("{}.part", file.name);
  auto bytes = download(url, part, file.expected, options);
  if (!bytes.ok()) return bytes.error();
  if (!file.unpacked.empty()) {
    bytes = unpack(*bytes, file.unpacked);
    if (!bytes.ok()) {
      remove_quietly(part);
      return Error(ErrorCode::kFailed,
                   "the downloaded archive cannot be unpacked: " + std::string(bytes.error().what()), url);
    }
  }
  if (const auto written = write_file_atomically(target_of(file, folder), *bytes); !written.ok())
    return written;
  remove_quietly(part);
  return {};
}

}  // namespace

Result<void> fetch_dataset(const std::string& name, const FetchOptions& options) {
  const NamedSetEntry* set = find_named_set(name);
  if (set == nullptr) {
    return Error(ErrorCode::kUsage,
                 fmt::format("there is no data set '{}'; there are {}", name, named_set_list()));
  }
  const auto all = publishers();
  const auto publisher =
      std::find_if(all.begin(), all.end(), [&](const Publisher& p) { return p.set == name; });
  if (publisher == all.end()) {
    return Error(ErrorCode::kUsage,
                 fmt::format("data set '{}' needs no download: it is part of the program", name));
  }
  const auto folders = candidate_folders(*set);
  if (folders.empty()) {
    return Error(ErrorCode::kUsage, "there is no folder to download to; set RESKETCH_DATA to one");
  }
  if (find_set_folder(*set)) return {};
  std::error_code error;
  fs::create_directories(folders.front(), error);
  if (error) return Error(ErrorCode::kIo, "cannot be created: " + error.message(), folders.front().string());

  std::string address = options.base_url.empty() ? std::string(publisher->address) : options.base_url;
  if (!address.ends_with('/')) address += '/';
  std::vector<RemoteFile> missing;
  for (const RemoteFile& file : publisher->files) {
    if (!is_there(file, folders.front())) missing.push_back(file);
  }
  SetProgress progress(missing, options.progress);
  for (const RemoteFile& file : missing) {
    DownloadOptions file_options;
    file_options.progress = progress.of_next_file();
    if (auto fetched = fetch_file(file, address, folders.front(), file_options); !fetched.ok())
      return fetched;
  }
  return {};
}

}  // namespace resketch
