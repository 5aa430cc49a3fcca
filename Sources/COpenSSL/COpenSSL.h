#ifndef GIRCTL_COPENSSL_H
#define GIRCTL_COPENSSL_H

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// Swift imports neither macros with arguments nor the typed stacks: each of these is one such call.

static inline void girctl_free(void *pointer) { OPENSSL_free(pointer); }
static inline long girctl_bio_data(BIO *bio, char **data) { return BIO_get_mem_data(bio, data); }

// An RSA key of the numbers n, e, d, p, q, d mod p-1, d mod q-1 and 1/q mod p; NULL where OpenSSL does not take them.
#include <openssl/core_names.h>
#include <openssl/param_build.h>
static inline EVP_PKEY *girctl_rsa_key(BIGNUM *const *numbers) {
    static const char *const names[] = {
        OSSL_PKEY_PARAM_RSA_N,         OSSL_PKEY_PARAM_RSA_E,         OSSL_PKEY_PARAM_RSA_D,
        OSSL_PKEY_PARAM_RSA_FACTOR1,   OSSL_PKEY_PARAM_RSA_FACTOR2,   OSSL_PKEY_PARAM_RSA_EXPONENT1,
        OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
    };
    EVP_PKEY *key = NULL;
    OSSL_PARAM *parameters = NULL;
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    int is_built = builder != NULL && context != NULL;
    for (size_t i = 0; is_built && i < sizeof names / sizeof names[0]; i++)
        is_built = OSSL_PARAM_BLD_push_BN(builder, names[i], numbers[i]);
    if (is_built) parameters = OSSL_PARAM_BLD_to_param(builder);
    if (parameters != NULL && EVP_PKEY_fromdata_init(context) == 1)
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, parameters);
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    EVP_PKEY_CTX_free(context);
    return key;
}
static inline EVP_PKEY *girctl_ec_generate(const char *curve) { return EVP_PKEY_Q_keygen(NULL, NULL, "EC", curve); }
static inline EVP_PKEY *girctl_ed25519_generate(void) { return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"); }

static inline unsigned long girctl_error_peek(void) { return ERR_peek_last_error(); }
static inline int girctl_error_library(unsigned long code) { return ERR_GET_LIB(code); }
static inline int girctl_error_reason(unsigned long code) { return ERR_GET_REASON(code); }

static inline int girctl_name_count(const GENERAL_NAMES *names) { return sk_GENERAL_NAME_num(names); }
static inline GENERAL_NAME *girctl_name_at(const GENERAL_NAMES *names, int index) {
    return sk_GENERAL_NAME_value(names, index);
}
static inline const ASN1_IA5STRING *girctl_name_ia5(const GENERAL_NAME *name) { return name->d.ia5; }
static inline const ASN1_OCTET_STRING *girctl_name_ip(const GENERAL_NAME *name) { return name->d.iPAddress; }
static inline X509_NAME *girctl_name_directory(const GENERAL_NAME *name) { return name->d.directoryName; }
static inline int girctl_name_kind(const GENERAL_NAME *name) { return name->type; }

// --- Digests -------------------------------------------------------------------------------------
// The functions below a SHA_CTX cannot fail and load no provider, so a digest needs no error path.
// OpenSSL 3 marks them as deprecated only to lead new programs to EVP.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
static inline void girctl_sha1(const void *bytes, size_t count, unsigned char *digest) {
    SHA_CTX context;
    SHA1_Init(&context);
    SHA1_Update(&context, bytes, count);
    SHA1_Final(digest, &context);
    OPENSSL_cleanse(&context, sizeof context);
}
static inline void girctl_sha256(const void *bytes, size_t count, unsigned char *digest) {
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, bytes, count);
    SHA256_Final(digest, &context);
    OPENSSL_cleanse(&context, sizeof context);
}
#pragma clang diagnostic pop
// --- end of Digests ------------------------------------------------------------------------------

// --- Keystores -----------------------------------------------------------------------------------
// Rounds of MD5, each over the digest before it (at first the salt) and the password: how JCEKS derives keys.
#include <openssl/md5.h>
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
static inline void girctl_md5_rounds(const void *salt, size_t salt_count, const void *password, size_t password_count,
                                     size_t rounds, unsigned char *digest) {
    MD5_CTX context;
    for (size_t round = 0; round < rounds; round++) {
        MD5_Init(&context);
        MD5_Update(&context, round == 0 ? salt : digest, round == 0 ? salt_count : MD5_DIGEST_LENGTH);
        MD5_Update(&context, password, password_count);
        MD5_Final(digest, &context);
    }
    OPENSSL_cleanse(&context, sizeof context);
}
#pragma clang diagnostic pop
// --- end of Keystores ----------------------------------------------------------------------------

// --- Handshakes ----------------------------------------------------------------------------------
static inline int girctl_tls_use_chain_certificate(SSL_CTX *context, X509 *certificate) {
    return (int)SSL_CTX_add1_chain_cert(context, certificate);
}
static inline int girctl_tls_set_minimum_1_2(SSL_CTX *context) {
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
}
// --- end of Handshakes ---------------------------------------------------------------------------

// --- Certificate files and requests ---------------------------------------------------------------
#include <openssl/pkcs7.h>
// The certificates of a PKCS#7 file that is signed, as "degenerate" ones without any signature are; else none.
static inline int girctl_pkcs7_count(const PKCS7 *file) {
    if (!PKCS7_type_is_signed(file) || file->d.sign == NULL) return 0;
    return file->d.sign->cert == NULL ? 0 : sk_X509_num(file->d.sign->cert);
}
static inline X509 *girctl_pkcs7_at(const PKCS7 *file, int index) {
    return sk_X509_value(file->d.sign->cert, index);
}
// --- end of Certificate files and requests --------------------------------------------------------

#endif
