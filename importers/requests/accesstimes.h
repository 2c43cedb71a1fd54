#pragma once

#include "app/import/timestampscanner.h"

#include <array>
#include <cstring>
#include <optional>
#include <string_view>

namespace faultline {

/// The minute read last: a busy log stays in one for thousands of lines, so only the seconds are read anew.
class AccessTimes {
public:
    explicit AccessTimes(const TimeSettings& settings) : m_resolver(settings) {}

    std::optional<RecordTime> read(std::string_view text)
    {
        if (text.size() == usualLength && isCached(text)) {
            const int second = (text[18] - '0') * 10 + (text[19] - '0');
            if (text[18] >= '0' && text[18] <= '5' && text[19] >= '0' && text[19] <= '9')
                return RecordTime{m_minuteStart + std::chrono::seconds(second), TimeBasis::Offset, false, false};
        }
        return scan(text);
    }
    std::optional<RecordTime> resolve(const WrittenTime& written) { return m_resolver.resolve(written); }
    const TimeResolver& resolver() const { return m_resolver; }

private:
    static constexpr std::size_t usualLength = 26;    // 23/Apr/2024:21:29:58 +0200
    static constexpr std::size_t minuteLength = 18;   // up to and with the colon before the seconds
    static constexpr std::size_t zoneAt = 20;         // " +0200"

    bool isCached(std::string_view text) const
    {
        return m_cached && std::memcmp(text.data(), m_text.data(), minuteLength) == 0 &&
               std::memcmp(text.data() + zoneAt, m_text.data() + zoneAt, usualLength - zoneAt) == 0;
    }

    std::optional<RecordTime> scan(std::string_view text)
    {
        std::string_view left = text;
        const auto written = scanAccessLogTime(left);
        if (!written || !left.empty())
            return std::nullopt;
        const auto time = m_resolver.resolve(*written);
        if (time && written->offsetSeconds && text.size() == usualLength && written->second < 60) {
            std::memcpy(m_text.data(), text.data(), usualLength);
            m_minuteStart = time->utc - std::chrono::seconds(written->second) - Nanoseconds(written->nanosecond);
            m_cached = time->basis == TimeBasis::Offset;
        }
        return time;
    }

    TimeResolver m_resolver;
    std::array<char, usualLength> m_text{};
    Timestamp m_minuteStart{};
    bool m_cached = false;
};

}    // namespace faultline
