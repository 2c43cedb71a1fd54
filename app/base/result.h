#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace faultline {

/// What went wrong, as the caller's next step needs it. The command line maps each kind to its exit code.
enum class ErrorKind { Usage, InputUnreadable, CaseDamaged, CaseTooNew, CaseLocked, OutputFailed, Interrupted };

/// A failed operation in three sentences for the person at the keyboard: what, why, what to do.
struct Error {
    ErrorKind kind = ErrorKind::InputUnreadable;
    std::string what;    ///< "Cannot open web.faultline"
    std::string why;     ///< "The file was made by schema version 9; this program knows 1"
    std::string action;  ///< "Update Faultline"; may be empty

    /// One line: "what: why. action."
    std::string message() const
    {
        std::string text = what;
        if (!why.empty())
            text += ": " + why;
        if (!text.empty() && text.back() != '.')
            text += '.';
        if (!action.empty())
            text += ' ' + action + (action.back() == '.' ? "" : ".");
        return text;
    }
};

/// A value or an Error, with the member names of std::expected, which this toolchain lacks.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}        // NOLINT: implicit
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}    // NOLINT: implicit

    bool has_value() const { return m_state.index() == 0; }
    explicit operator bool() const { return has_value(); }
    T& value() & { return std::get<0>(m_state); }
    const T& value() const& { return std::get<0>(m_state); }
    T&& value() && { return std::get<0>(std::move(m_state)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::get<0>(std::move(m_state)); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    const Error& error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

/// An operation without a value: done, or an Error.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) {}    // NOLINT: implicit

    bool has_value() const { return !m_error; }
    explicit operator bool() const { return has_value(); }
    const Error& error() const { return *m_error; }

private:
    std::optional<Error> m_error;
};

}    // namespace faultline
