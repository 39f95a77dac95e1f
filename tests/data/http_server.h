// A tiny HTTP server on the loopback interface, with the faults that downloads meet.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace resketch::testing {

/// What is served at a path, and how badly.
struct Page {
  std::string body = {};
  bool ranges = true;           ///< honours range requests
  int drops = 0;                ///< so many answers break off in the middle
  bool stalls = false;          ///< sends half, then nothing more
  bool announce = true;         ///< sends Content-Length
  int status = 200;             ///< anything else is sent without the body
  std::string redirect = {};    ///< path that is answered with instead
  std::size_t wrong_range = 0;  ///< answers range requests from so many bytes further on
};

class HttpServer {
 public:
  explicit HttpServer(std::map<std::string, Page> pages) : pages_(std::move(pages)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, plain, size) != 0 || ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, plain, &size) != 0) {
      throw std::runtime_error("cannot listen on the loopback interface");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~HttpServer() {
    ending_ = true;
    ::shutdown(listener_, SHUT_RDWR);  // wakes accept()
    thread_.join();
    ::close(listener_);
  }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::string address() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

  /// The first line of every request so far, with its range: "GET /a", "GET /a 100-".
  std::vector<std::string> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void serve() {
    while (!ending_) {
      const int client = ::accept(listener_, nullptr, nullptr);
      if (client < 0) continue;
      answer(client);
      ::shutdown(client, SHUT_RDWR);
      ::close(client);
    }
  }

  static std::string between(const std::string& text, const std::string& before, const std::string& after) {
    const auto from = text.find(before);
    if (from == std::string::npos) return {};
    const auto begin = from + before.size();
    return text.substr(begin, text.find(after, begin) - begin);
  }

  void answer(int client) {
    std::string request;
    char buffer[1024];
    while (request.find("\r\n\r\n") == std::string::npos) {
      const auto count = ::recv(client, buffer, sizeof buffer, 0);
      if (count <= 0) return;
      request.append(buffer, count);
    }
    const std::string path = between(request, "GET /", " ");
    const std::string range = between(request, "Range: bytes=", "\r\n");
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back("GET /" + path + (range.empty() ? "" : " " + range));
    }
    const auto found = pages_.find(path);
    if (found == pages_.end()) return send(client, head("404 Not Found", "Content-Length: 0\r\n"));
    Page& page = found->second;
    if (page.status != 200) {
      return send(client, head(std::to_string(page.status) + " No", "Content-Length: 0\r\n"));
    }
    if (!page.redirect.empty()) {
      return send(client, head("302 Found", "Location: /" + page.redirect + "\r\nContent-Length: 0\r\n"));
    }
    std::size_t from = 0;
    std::string fields;
    if (page.ranges && !range.empty()) {
      from = std::stoul(range);
      if (from >= page.body.size()) {
        return send(client, head("416 Range Not Satisfiable", "Content-Length: 0\r\n"));
      }
      from = std::min(from + page.wrong_range, page.body.size());
      fields = "Content-Range: bytes " + std::to_string(from) + "-" + std::to_string(page.body.size() - 1) +
               "/" + std::to_string(page.body.size()) + "\r\n";
    }
    const std::string body = page.body.substr(from);
    if (page.announce) fields += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    send(client, head(fields.starts_with("Content-Range") ? "206 Partial Content" : "200 OK", fields));
    if (page.drops > 0) {
      --page.drops;
      return send(client, body.substr(0, body.size() / 2));
    }
    if (page.stalls) {
      send(client, body.substr(0, body.size() / 2));
      // Until the client gives up.
      (void)::recv(client, buffer, sizeof buffer, 0);
      return;
    }
    send(client, body);
  }

  static std::string head(const std::string& status, const std::string& fields) {
    return "HTTP/1.1 " + status + "\r\nConnection: close\r\n" + fields + "\r\n";
  }

  static void send(int client, const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const auto count = ::send(client, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) return;
      sent += count;
    }
  }

  std::map<std::string, Page> pages_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> ending_ = false;
  std::mutex mutex_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

}  // namespace resketch::testing
