#include "sample-data/generate/options.h"
#include "sample-data/generate/random.h"
#include "sample-data/generate/writing.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace faultline::samples {

bool writeAccessLog(const Options& options)
{
    static constexpr std::array<const char*, 6> agents = {
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/123.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
        "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0", "python-requests/2.31.0", "Java/17.0.9", "curl/8.5.0"};
    Random random(options.seed);
    std::FILE* file = std::fopen((options.folder + "/access.log").c_str(), "wb");
    if (file == nullptr)
        return false;
    double now = at(2024, 4, 22, 0, 0);
    const double step = 3.0 * 86400 / static_cast<double>(options.lines);
    bool good = true;
    for (std::uint64_t line = 0; line < options.lines && good; ++line) {
        now += random.exponential(step);
        // Skewed popularity with a long tail: the cube puts half of the requests on an eighth of the URLs.
        const auto url = static_cast<unsigned long long>(std::pow(random.unit(), 3) * static_cast<double>(options.urls));
        const bool withQuery = random.chance(0.25);
        const int status = random.chance(0.02) ? 500 : (random.chance(0.03) ? 404 : 200);
        good = std::fprintf(file, "203.0.113.%d - - [%s] \"GET /api/models/org-%llu/model-%06llu/revision/main%s HTTP/1.1\" %d %d \"%s\" \"%s\" %.3f\n",
                            static_cast<int>(random.whole(1, 254)), accessTime(now, 0).c_str(), url % 977, url, withQuery ? "?expand=spaces" : "", status,
                            static_cast<int>(random.whole(120, 90000)), random.chance(0.33) ? "https://hub.example/models" : "-",
                            agents[static_cast<std::size_t>(random.whole(0, 5))], random.logNormal(0.08, 0.9))
            > 0;
    }
    return std::fclose(file) == 0 && good;
}

}    // namespace faultline::samples
