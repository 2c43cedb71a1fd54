#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace faultline::samples {

/// Seconds since 1970 as the generator's time: exact enough for milliseconds.
using Seconds = double;

Seconds at(int year, int month, int day, int hour, int minute, int second = 0);

std::string accessTime(Seconds time, int offsetHours);    ///< 23/Apr/2024:21:29:58 +0200
std::string isoTime(Seconds time, int digits = 3);        ///< 2024-04-23T19:29:58.123Z
std::string postgresTime(Seconds time);                   ///< 2023-05-11 05:47:12.345 UTC
std::string localTime(Seconds time, int offsetHours);     ///< 2024-04-23 21:29:00, wall clock

/// printf into a string.
[[gnu::format(printf, 1, 2)]] std::string format(const char* text, ...);

/// Lines with a time, written in time order.
class TimedLines {
public:
    void add(Seconds time, std::string line) { m_lines.emplace_back(time, std::move(line)); }
    std::size_t size() const { return m_lines.size(); }
    /// Lines with begin <= time < end, in time order, to a file. False when it cannot be written.
    bool write(const std::string& path, Seconds begin, Seconds end);

private:
    std::vector<std::pair<Seconds, std::string>> m_lines;
};

bool writeFile(const std::string& path, const std::string& text);

}    // namespace faultline::samples
