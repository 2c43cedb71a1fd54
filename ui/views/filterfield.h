#pragma once

#include <QLineEdit>

class QCompleter;
class QStandardItemModel;

namespace faultline {

class CaseSession;
class Theme;

/// The filter as one line: a hairline says whether it can be read, the cursor brings up what may stand there.
class FilterField : public QLineEdit {
    Q_OBJECT

public:
    enum class State { Applied, Changed, Broken };

    FilterField(CaseSession& session, const Theme& theme, QWidget* parent);

    void setState(State state);
    State state() const { return m_state; }
    QStringList offered() const;    ///< what the list shows; empty while it is closed

signals:
    void applied();
    void reverted();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    bool focusNextPrevChild(bool isNext) override;

private:
    void offer();
    void offerValues(const std::string& field);
    void show(const QStringList& candidates, const QString& word);
    void insert(const QString& candidate);
    bool isListOpen() const;
    bool hasChoice() const;

    CaseSession& m_session;
    const Theme& m_theme;
    State m_state = State::Applied;
    QStandardItemModel* m_candidates = nullptr;
    QCompleter* m_completer = nullptr;
    std::string m_valuesOf;        ///< field whose values are known
    QStringList m_values;
};

}    // namespace faultline
