#pragma once

#include "tests/support/noise.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace faultline::test {

inline constexpr int hoursOfTraffic = 6;

/// When requests came: bursts of a few minutes, drawn once, so that every log of the same traffic has the same ones.
inline std::vector<double> arrivals(std::uint64_t seed)
{
    Noise noise(seed);
    std::vector<double> times;
    for (int minute = 0; minute < hoursOfTraffic * 60; ++minute) {
        const int count = noise.next() < 0.2 ? 30 : 6;
        for (int i = 0; i < count; ++i)
            times.push_back(minute * 60 + 60 * noise.next());
    }
    std::sort(times.begin(), times.end());
    return times;
}

/// A combined access log from 06:00 on, 23 April 2024, whose clock is `moved` seconds ahead and which saw that share of the requests.
inline std::string accessLog(const std::vector<double>& times, double moved, double kept = 1)
{
    Noise noise(99);
    std::string text;
    const QDateTime begin = QDateTime::fromString(QStringLiteral("2024-04-23T06:00:00Z"), Qt::ISODate);
    for (const double time : times) {
        if (noise.next() > kept)
            continue;
        text += "192.0.2.1 - - [" + QLocale::c().toString(begin.addSecs(static_cast<qint64>(std::floor(time + moved))), QStringLiteral("dd/MMM/yyyy:HH:mm:ss")).toStdString()
            + " +0000] \"GET /a HTTP/1.1\" 200 100 \"-\" \"probe\"\n";
    }
    return text;
}

}    // namespace faultline::test
