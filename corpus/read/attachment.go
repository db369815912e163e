package read

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"
)

// attachments hands on the files that are attached to a mail, and the mails that it
// forwards whole.
func attachments(f file, each func(part) error) error {
	m, err := mail.ReadMessage(bytes.NewReader(f.data))
	if err != nil {
		return nil // reading the mail itself tells
	}
	return f.attached(mailHeader(m.Header.Get), m.Body, 0, each)
}

// attached hands on what is attached in a part of a mail.
func (f file) attached(header mailHeader, body io.Reader, depth int, each func(part) error) error {
	kind, params, err := mime.ParseMediaType(header("Content-Type"))
	if err != nil || depth > deepestMail {
		return nil
	}
	if strings.HasPrefix(kind, "multipart/") {
		return f.attachedIn(multipart.NewReader(body, params["boundary"]), depth, each)
	}
	name, ok := attachmentName(header, kind, params)
	if !ok {
		return nil
	}
	return each(f.packed(name, 0, func() (io.Reader, error) {
		return decodedBody(header("Content-Transfer-Encoding"), body), nil
	}))
}

// attachedIn hands on what is attached in the parts of a part.
func (f file) attachedIn(r *multipart.Reader, depth int, each func(part) error) error {
	for {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("its parts are damaged: %w", err)
		}
		if err := f.attached(p.Header.Get, p, depth+1, each); err != nil {
			return err
		}
	}
}

// attachmentName is the name of a file that is attached; false for a part of the text,
// and for pictures that are shown in it.
func attachmentName(header mailHeader, kind string, params map[string]string) (string, bool) {
	disposition, more, _ := mime.ParseMediaType(header("Content-Disposition"))
	name := decodedHeader(more["filename"])
	if name == "" {
		name = decodedHeader(params["name"])
	}
	switch {
	case kind == "message/rfc822" && extension(name) != ".eml":
		return strings.TrimSpace(name + " message.eml"), true
	case disposition == "attachment" && name == "":
		return "attachment", true
	case disposition == "attachment":
		return name, true
	}
	return name, name != "" && disposition != "inline" && !strings.HasPrefix(kind, "text/")
}
